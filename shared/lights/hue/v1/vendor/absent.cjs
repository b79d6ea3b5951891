"use strict";
/** Stands in the bundle for what axios brings for redirects and forms, neither of which we use. */
module.exports = undefined;
