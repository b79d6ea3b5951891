import type { HAP, Service } from "../homebridge";
import type { PersonSettings } from "../config/person-settings";
import type { PersonView } from "../people/person-keeper";
import type { Sensor } from "../sensors/sensor";
import { changesOf, isAboutSource } from "../sensors/sensor-values";
import { PAUSE_SUBTYPE, placeOf } from "./accessory-plan";
import { detection } from "./service-types";
import type { Shelf } from "./shelf";

/** Where else the same is to be seen. Never throws. */
export interface PersonMirror {
  /** `id` is of a sensor. */
  detect(id: string, detects: boolean): void;
  pause(paused: boolean): void;
}

/** One person's sensors, and the switch where there is one: shows views, hears the switch. */
export class PersonServices {
  readonly #hap: HAP;
  readonly #sensors: ReadonlyMap<string, { readonly sensor: Sensor; readonly service: Service }>;
  readonly #pause: Service | undefined;
  readonly #mirror: PersonMirror | undefined;
  /** What HomeKit was told last, by sensor id. */
  readonly #shown = new Map<string, boolean>();
  /** What sensors on trial are to show, by their ids. */
  readonly #forced = new Map<string, boolean>();
  #view: PersonView | undefined;

  constructor(
    hap: HAP,
    shelf: Shelf,
    person: PersonSettings,
    onPause: (paused: boolean) => void,
    mirror?: PersonMirror,
  ) {
    this.#hap = hap;
    this.#mirror = mirror;
    this.#sensors = new Map(
      person.sensors.flatMap((sensor) => {
        const service = shelf.find(placeOf(person, sensor.id).seed, {
          subtype: sensor.id,
          kind: sensor.kind,
        });
        return service ? [[sensor.id, { sensor, service }]] : [];
      }),
    );
    const pause = { subtype: PAUSE_SUBTYPE, kind: "switch" } as const;
    this.#pause = person.pauseSwitch ? shelf.find(placeOf(person, PAUSE_SUBTYPE).seed, pause) : undefined;
    this.#pause
      ?.getCharacteristic(hap.Characteristic.On)
      .onSet((value) => onPause(value === true || value === 1));
  }

  /** Whether HomeKit has this sensor. */
  has(sensor: string): boolean {
    return this.#sensors.has(sensor);
  }

  /** Has a sensor show this, whatever is true; undefined: the truth of the moment again. */
  force(sensor: string, detects: boolean | undefined): void {
    if (detects === undefined) this.#forced.delete(sensor);
    else this.#forced.set(sensor, detects);
    if (this.#view) this.show(this.#view);
  }

  show(view: PersonView): void {
    this.#view = view;
    const { Characteristic } = this.#hap;
    const sensors = [...this.#sensors.values()].map(({ sensor }) => sensor);
    for (const { id, detects } of changesOf(sensors, view, this.#shown, this.#forced)) {
      this.#shown.set(id, detects);
      this.#detect(id, detects);
    }
    for (const { sensor, service } of this.#sensors.values()) {
      const isActive = isAboutSource(sensor) || (view.presence !== undefined && !view.stale && !view.ignored);
      service.updateCharacteristic(Characteristic.StatusActive, isActive);
      service.updateCharacteristic(Characteristic.StatusFault, Number(view.stale));
    }
    this.#pause?.updateCharacteristic(Characteristic.On, view.paused);
    this.#mirror?.pause(view.paused);
  }

  #detect(id: string, detects: boolean): void {
    const found = this.#sensors.get(id);
    if (!found) return;
    this.#mirror?.detect(id, detects);
    const [characteristic, value] = detection(this.#hap, found.sensor.kind, detects);
    found.service.updateCharacteristic(characteristic, value);
  }
}
