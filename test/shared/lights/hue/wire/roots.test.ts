import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { HUE_ROOT_CA_01, ROOT_BRIDGE } from "../../../../../shared/lights/hue/wire/roots";

const ROOTS = [
  {
    pem: ROOT_BRIDGE,
    subject: "C=NL\nO=Philips Hue\nCN=root-bridge",
    sha256: "F0BD8E6509E82F774D63BC009D5388C969FE3DCF7D6D541D6351B72B898D8ACF",
  },
  {
    pem: HUE_ROOT_CA_01,
    subject: "C=NL\nO=Signify Hue\nCN=Hue Root CA 01",
    sha256: "D8B89448B2AF8E1676185AC07219EE9DCBC8F01C122A026A2A4B7B5CFE0328B8",
  },
];

describe("Signify's authorities", () => {
  for (const { pem, subject, sha256 } of ROOTS) {
    it(`${subject.split("\n").at(-1)} is the published one`, () => {
      const certificate = new X509Certificate(pem);
      assert.equal(certificate.subject, subject);
      assert.equal(certificate.fingerprint256.replaceAll(":", ""), sha256);
      assert.equal(certificate.verify(certificate.publicKey), true);
    });
  }
});
