/** The settings page that Homebridge's UI shows in a frame. */
document.querySelector("#teams-presence")?.replaceChildren();
