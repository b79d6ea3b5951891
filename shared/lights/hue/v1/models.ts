import { type Gamut, GAMUTS } from "../colour/colour";

/** Model ids by what they can show (Hue developer documentation, "Supported devices"); `*` stands for anything. */
const MODELS: Readonly<Record<keyof typeof GAMUTS, string>> = {
  A: "LLC005 LLC006 LLC007 LLC010 LLC011 LLC012 LLC013 LLC014 LST001",
  B: "LCT001 LCT002 LCT003 LCT007 LLM001",
  C: "LCT010 LCT011 LCT012 LCT014 LCT015 LCT016 LLC020 LST002 LCA* LCB* LCG*",
};

const exact = new Map<string, Gamut>();
const prefixes = new Map<string, Gamut>();
for (const type of ["A", "B", "C"] as const)
  for (const model of MODELS[type].split(" "))
    if (model.endsWith("*")) prefixes.set(model.slice(0, -1), GAMUTS[type]);
    else exact.set(model, GAMUTS[type]);

/** For lamps that do not say what they can show, as on a bridge from before 2018; undefined for one we do not know. */
export function gamutOfModel(model: string): Gamut | undefined {
  const id = model.toUpperCase();
  return exact.get(id) ?? prefixes.get(id.slice(0, 3));
}
