import type { HAP, Service } from "../homebridge";

/** Whether what a sensor shows is to be believed. A switch has nothing to show that with. */
export function showFault({ Service: types, Characteristic }: HAP, service: Service, isFault: boolean): void {
  if (service.UUID === types.Switch.UUID) return;
  const { NO_FAULT, GENERAL_FAULT } = Characteristic.StatusFault;
  service.updateCharacteristic(Characteristic.StatusActive, !isFault);
  service.updateCharacteristic(Characteristic.StatusFault, isFault ? GENERAL_FAULT : NO_FAULT);
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
