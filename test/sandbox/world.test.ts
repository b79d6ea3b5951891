import assert from "node:assert/strict";
import { ACTIVITIES, AVAILABILITIES, World } from "../../sandbox/world";
import { FakeClock } from "../support/fake-clock";

describe("the sandbox's world", () => {
  const clock = new FakeClock();
  const newWorld = (): World => new World(() => clock.now());

  it("has people with distinct object ids, accounts and slugs", () => {
    const { people } = newWorld();
    for (const property of ["oid", "upn", "slug"] as const)
      assert.equal(new Set(people.map((person) => person[property])).size, people.length, property);
    for (const { oid } of people) assert.match(oid, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it("shows what was set and says so", () => {
    const world = newWorld();
    const seen: string[] = [];
    world.on("presence", ({ slug }, { activity }) => seen.push(`${slug} ${activity}`));
    world.setPresence("alice", { availability: "Busy", activity: "InACall" });
    assert.equal(world.presence("alice").availability, "Busy");
    assert.equal(world.presence("bob").availability, "Available");
    assert.deepEqual(seen, ["alice InACall"]);
  });

  it("keeps out of office until it is told otherwise", () => {
    const world = newWorld();
    world.setPresence("alice", { availability: "Away", activity: "Away", outOfOffice: true });
    world.setPresence("alice", { availability: "Busy", activity: "Busy" });
    assert.equal(world.presence("alice").outOfOffice, true);
    world.setPresence("alice", { availability: "Busy", activity: "Busy", outOfOffice: false });
    assert.equal(world.presence("alice").outOfOffice, false);
  });

  it("takes every value Graph documents", () => {
    const world = newWorld();
    for (const availability of AVAILABILITIES)
      for (const activity of ACTIVITIES) {
        world.setPresence("bob", { availability, activity });
        assert.deepEqual(
          [world.presence("bob").availability, world.presence("bob").activity],
          [availability, activity],
        );
      }
  });

  const wrong = [
    {
      property: "availability",
      request: { availability: "busy", activity: "Busy" },
      named: /"busy".*Busy, BusyIdle/,
    },
    {
      property: "activity",
      request: { availability: "Busy", activity: "OnFire" },
      named: /"OnFire".*InACall/,
    },
  ];
  for (const { property, request, named } of wrong)
    it(`refuses an unknown ${property}, naming what is allowed, and changes nothing`, () => {
      const world = newWorld();
      const before = world.presence("alice");
      assert.throws(
        () => world.setPresence("alice", request),
        (error: Error) => {
          assert.match(error.message, new RegExp(`^${property} `));
          assert.match(error.message, named);
          return true;
        },
      );
      assert.equal(world.presence("alice"), before);
    });

  it("names who exists when asked for somebody who does not", () => {
    assert.throws(() => newWorld().person("carol"), /"carol".*alice, bob/);
  });

  it("counts sequence numbers up as text, also while time stands still and across a restart", () => {
    const numbers: string[] = [];
    const busy = { availability: "Busy", activity: "Busy" };
    const first = newWorld();
    for (let i = 0; i < 12; i++)
      numbers.push(first.setPresence(i % 2 ? "alice" : "bob", busy).sequenceNumber);
    clock.jumpTo("2026-11-21T09:00:01.000Z");
    numbers.push(newWorld().setPresence("alice", busy).sequenceNumber);
    assert.deepEqual(numbers, [...new Set(numbers)].sort());
  });
});
