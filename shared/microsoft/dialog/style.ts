/**
 * How the panels look, for the `<style>` of a page. Colours are the page's own, as custom properties where the panels
 * are or above:
 *   --tp-secondary  text of less weight
 *   --tp-success, --tp-warning, --tp-error  text that is coloured for what it says
 *   --tp-link  links of the check
 *   --tp-field  text in the field of the letter
 */
export const STYLE = `
.teams-auth-sign-in::after { content: ""; display: block; clear: both; }
.teams-auth-sign-in > p { display: flex; gap: 8px; align-items: baseline; margin: 0 0 8px; }
.teams-auth-sign-in > a { display: block; margin: 0 0 12px 22px; overflow-wrap: anywhere; }
.teams-auth-sign-in > button { margin: 0 8px 8px 0; }
.teams-auth-qr { float: right; width: 116px; margin: 0 0 8px 12px; background: #fff; }
.teams-auth-qr > svg { display: block; }
.teams-auth-code {
  display: block; margin: 4px 0 12px 22px; font: 600 24px/1.2 ui-monospace, monospace; letter-spacing: 2px;
  user-select: all;
}
.teams-auth-paste-label { display: block !important; width: auto !important; }
.teams-auth-paste-label > input { display: block; width: 100% !important; margin: 4px 0 8px; }
.teams-auth-replace-label { display: flex !important; gap: 8px; width: auto !important; margin-bottom: 8px; }
.teams-auth-replace { width: auto !important; margin: 0 !important; }
.teams-auth-signed-in { color: var(--tp-success); }
.teams-auth-ended { color: var(--tp-warning); }
.teams-auth-trouble, .teams-auth-paste-trouble { color: var(--tp-error); }
.teams-auth-check ul { list-style: none; margin: 8px 0; padding: 0; }
.teams-auth-check li { display: flex; gap: 8px; align-items: baseline; margin: 0 0 6px; }
.teams-auth-check li p { margin: 2px 0 0; overflow-wrap: anywhere; }
.teams-auth-check li p, .teams-auth-check-quiet { color: var(--tp-secondary); }
.teams-auth-check-well { color: var(--tp-success); }
.teams-auth-check-wrong { color: var(--tp-error); }
.teams-auth-check-unclear { color: var(--tp-warning); }
.teams-auth-check summary { cursor: pointer; margin: 8px 0; }
.teams-auth-check a { color: var(--tp-link); }
.teams-auth-check > p { margin: 8px 0; }
.teams-auth-check details textarea[readonly] {
  box-sizing: border-box; width: 100%; height: 240px; margin-bottom: 8px; resize: vertical;
  color: var(--tp-field); cursor: text;
}
.teams-auth-check-said {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
`;
