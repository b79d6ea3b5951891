/** The body of a PUT to a light or a group of lights; every part optional (openhue/openhue-api, LightPut, GroupedLightPut). */
export interface LightBody {
  readonly on?: { readonly on: boolean };
  /** Percent; 0 becomes the lowest level. */
  readonly dimming?: { readonly brightness: number };
  readonly color?: { readonly xy: { readonly x: number; readonly y: number } };
  readonly color_temperature?: { readonly mirek: number };
  /** Milliseconds, in steps of 100. */
  readonly dynamics?: { readonly duration: number };
  /** Milliseconds, in steps of 1000; the lamp does it by itself and shows its earlier state afterwards. */
  readonly signaling?: {
    readonly signal: "no_signal" | "on_off" | "on_off_color" | "alternating";
    readonly duration: number;
    readonly colors?: readonly { readonly xy: { readonly x: number; readonly y: number } }[];
  };
  /** One slow swell, for lamps that cannot signal. */
  readonly alert?: { readonly action: "breathe" };
}
