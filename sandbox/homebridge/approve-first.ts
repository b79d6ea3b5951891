import { asProblem } from "../../shared/support/problem";
import type { Cloud } from "../cloud";

/**
 * Approves the first code an application asks for, as this person: the plugin begins with one in its log where nobody is
 * signed in. Later ones are left to whoever has ordered the trouble.
 * @param say is told what keeps the person from approving; a hand can still do it on the page of the code
 */
export function approveFirst(
  cloud: Pick<Cloud, "approve" | "onDeviceCode">,
  { clientId, slug }: { readonly clientId: string; readonly slug: string },
  say: (line: string) => void,
): void {
  let isFirst = true;
  cloud.onDeviceCode((code) => {
    if (code.clientId !== clientId || !isFirst) return;
    isFirst = false;
    try {
      cloud.approve(code.userCode, slug);
    } catch (error) {
      say(asProblem(error).message);
    }
  });
}
