/**
 * What is bundled into `node-hue-api.js`: of node-hue-api, what asks and commands lights and groups, with its pacing.
 *
 * Its own `createInsecureLocal` would follow redirects, use the proxies that the environment names and wait for ever,
 * and it reads the whole bridge before the first command. So a connection is put together here from the same parts.
 */
import { Agent } from "node:http";
import axios from "axios";
import ApiError from "node-hue-api/lib/ApiError.js";
import Groups from "node-hue-api/lib/api/Groups.js";
import Lights from "node-hue-api/lib/api/Lights.js";
import Endpoint from "node-hue-api/lib/api/http/endpoints/endpoint.js";
import Transport from "node-hue-api/lib/api/http/Transport.js";

/** Leaves it to the bridge to say what a light cannot do. */
const ANY_LIGHT = { getSupportedStates: () => ["on", "bri", "xy", "ct", "transitiontime", "alert"] };

export { ApiError };

/** See `node-hue-api.d.ts`. */
export function connect({ baseURL, key, maxAnswerBytes, guard }) {
  const client = axios.create({
    baseURL,
    adapter: (config) => guard((signal) => axios.defaults.adapter({ ...config, signal })),
    httpAgent: new Agent({ keepAlive: false }),
    maxContentLength: maxAnswerBytes,
    maxRedirects: 0,
    proxy: false,
  });
  const transport = new Transport(key, client);
  const api = { _getTransport: () => transport, getLightDefinition: () => Promise.resolve(ANY_LIGHT) };
  const lights = new Lights(api);
  const groups = new Groups(api);
  const limiters = [transport.limiter, lights._lightStateLimiter, groups._groupStateLimiter];
  return {
    read: (path) =>
      transport.execute(new Endpoint().get().uri(`/<username>/${path}`).acceptJson().pureJson()),
    writeLight: (id, state) => lights.setLightState(id, state),
    writeGroup: (id, state) => groups.setGroupState(id, state),
    close: () => Promise.all(limiters.map((limiter) => limiter.stop({ dropWaitingJobs: true }))),
  };
}
