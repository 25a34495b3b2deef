import { expect, test } from "vitest";
import { goingOn, inWords, patience } from "./counting";

test("what came is counted by kind", () => {
  expect(inWords({ incident: 3, contradiction: 1, toll: 0 })).toBe("3 new incidents, 1 contradiction");
  expect(inWords({ incident: 0, contradiction: 0, toll: 2 })).toBe("2 changes of tolls");
  expect(inWords({ incident: 0, contradiction: 0, toll: 0 })).toBe("");
});

test("patience grows and ends at a quarter of an hour", () => {
  expect([0, 1, 2].map(patience)).toEqual([5, 10, 20]);
  expect(patience(1000)).toBe(900);
});

test("a new connection goes on after the last event", () => {
  expect(goingOn("/api/v1/events?kind=toll", "http://127.0.0.1:1/x", "41")).toBe("http://127.0.0.1:1/api/v1/events?kind=toll&last_event_id=41");
  expect(goingOn("/api/v1/events", "http://127.0.0.1:1/x", "")).toBe("http://127.0.0.1:1/api/v1/events");
});
