import type { ProblemText } from "../../support/problem";
import { idOf, type Identified, type Mapping } from "./families";
import type { DeviceInfo, FamilyName } from "./family";
import { lightsAmong } from "./found";
import type { LightHub } from "./hub";
import { selectorFor } from "./selector";

/** A light that is plugged in. */
export interface SurveyedLight {
  /** The text that selects it, now and when it is plugged in anew. */
  readonly device: string;
  /** `vid:pid`. */
  readonly id: string;
  readonly name: string;
  readonly family: FamilyName;
  readonly model: string;
  /** How many tones it has; 0: no sound. */
  readonly tones: number;
  readonly hasButton: boolean;
  /** Whether nobody, or a single other project, tells how it is spoken to. */
  readonly isExperimental: boolean;
  /** Why it cannot be used: no permission, say. */
  readonly problem?: ProblemText;
}

export interface Survey {
  readonly lights: readonly SurveyedLight[];
  /** Why there may be more. */
  readonly problems: readonly ProblemText[];
}

/** What is plugged in, and whether it can be used: what nobody here has open is opened for a moment. Never rejects. */
export async function survey(
  hub: Pick<LightHub, "list" | "probe">,
  mappings: readonly Mapping[],
): Promise<Survey> {
  const { devices, problems } = await hub.list();
  const found = lightsAmong(devices, mappings);
  const all = found.map(({ device }) => device);
  return {
    lights: await Promise.all(
      found.map(async (light) => {
        const { device, identified } = light;
        const problem = await hub.probe(light);
        return { ...describe(device, identified, all), ...(problem && { problem: problem.text }) };
      }),
    ),
    problems: problems.map(({ text }) => text),
  };
}

function describe(
  device: DeviceInfo,
  { family, model, name }: Identified,
  devices: readonly DeviceInfo[],
): SurveyedLight {
  const id = idOf(device);
  const known = family.ids.find((one) => idOf(one) === id);
  return {
    device: selectorFor(device, devices),
    id,
    name,
    family: family.name,
    model,
    tones: family.tones?.(model) ?? 0,
    hasButton: family.button !== undefined,
    isExperimental: known === undefined || known.evidence === "single",
  };
}
