const DOCS = "https://github.com/presence-home/teams-presence/blob/main/docs";

export const GUIDE = `${DOCS}/homekit.md`;
export const REGISTRATION = `${DOCS}/sign-in.md#what-the-registration-needs`;
