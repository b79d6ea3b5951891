import type { HAP, Service } from "../homebridge";
import { SENSOR_KINDS } from "../sensors/sensor";
import { detection, serviceTypeOf } from "./service-types";

/** Whether what a sensor shows is to be believed. A switch has nothing to show that with. */
export function showFault({ Service: types, Characteristic }: HAP, service: Service, isFault: boolean): void {
  if (service.UUID === types.Switch.UUID) return;
  const { NO_FAULT, GENERAL_FAULT } = Characteristic.StatusFault;
  service.updateCharacteristic(Characteristic.StatusActive, !isFault);
  service.updateCharacteristic(Characteristic.StatusFault, isFault ? GENERAL_FAULT : NO_FAULT);
}

/** A sensor that nobody feeds any more detects nothing, or automations would go on as if it were to be believed. */
export function showNothing(hap: HAP, service: Service): void {
  const kind = SENSOR_KINDS.find((each) => serviceTypeOf(hap, each).UUID === service.UUID);
  if (kind === undefined) return;
  const [characteristic, value] = detection(hap, kind, false);
  service.updateCharacteristic(characteristic, value);
  showFault(hap, service, true);
}

/**
 * Gives a sensor what it shows that with. To be done before Homebridge stores an accessory, which is when it is added:
 * after a power cut, what it got later would have other numbers, and HomeKit knows it by those.
 */
export function prepareFault({ Service: types, Characteristic }: HAP, service: Service): void {
  if (service.UUID === types.Switch.UUID) return;
  service.getCharacteristic(Characteristic.StatusActive);
  service.getCharacteristic(Characteristic.StatusFault);
}
