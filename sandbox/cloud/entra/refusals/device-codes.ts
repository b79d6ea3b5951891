import type { Refusal } from "./refusal";

/** What is refused while, and because, a device waits; and what the page says about a code that was typed. The marks are explained in refusals.ts. */
export const DEVICE_CODE_REFUSALS = {
  // [codes] [device] [8628]
  pending: {
    status: 400,
    error: "authorization_pending",
    code: 70016,
    text: "The person has not finished yet. Continue polling",
  },
  // [8628]; Entra documents no number of its own for it, 90055 is its "too many incoming requests" in [codes]
  slowDown: {
    status: 400,
    error: "slow_down",
    code: 90055,
    text: "Polling faster than the interval; it grows by 5 seconds",
  },
  // [device]; number of "user declined to consent" in [codes]
  declined: { status: 400, error: "authorization_declined", code: 65004, text: "The person declined" },
  // [device] [8628] [reports]
  expired: { status: 400, error: "expired_token", code: 70020, text: "This device code has expired" },
  // [device]; number of "bad verification code" in [codes]
  unknownDeviceCode: {
    status: 400,
    error: "bad_verification_code",
    code: 70018,
    text: "The device code was not recognized",
  },
  // [codes]: what the page says about a code that was typed
  emptyUserCode: {
    status: 400,
    error: "invalid_request",
    code: 90119,
    text: "Type the code shown on your device",
  },
  badUserCode: {
    status: 400,
    error: "invalid_request",
    code: 70018,
    text: "That code is not known here. Check it and type it again",
  },
  expiredUserCode: {
    status: 400,
    error: "invalid_request",
    code: 70019,
    text: "That code has expired. Start again on your device",
  },
  usedUserCode: {
    status: 400,
    error: "invalid_request",
    code: 90120,
    text: "That code was already approved or declined. Start again on your device",
  },
} as const satisfies Record<string, Refusal>;
