import { describe, expect, it } from "vitest";
import { evidenceLink, linkOf } from "./links";

describe("linkOf", () => {
  it("leads from the API's path to the page that shows the same", () => {
    expect(linkOf("/api/v1/traces?outcome=failure")).toEqual({ to: "/traces?outcome=failure", page: true });
    expect(linkOf("/api/v1/changes/chg_1")).toEqual({ to: "/changes#chg_1", page: true });
    expect(linkOf("/api/v1/slos/latency?window=6h")).toEqual({ to: "/slos/latency?window=6h", page: true });
  });

  it("leads to the API's answer where there is no such page", () => {
    expect(linkOf("/api/v1/audit?after=3")).toEqual({ to: "/api/v1/audit?after=3", page: false });
  });

  it("keeps pages and other sites as they are", () => {
    expect(linkOf("/incidents/inc_1#act_1")).toEqual({ to: "/incidents/inc_1#act_1", page: true });
    expect(linkOf("https://ci.example.com/builds/1")).toEqual({
      to: "https://ci.example.com/builds/1",
      page: false,
    });
  });

  it.each(["", "javascript:alert(1)", "//elsewhere.example", "/\\\\elsewhere.example", "data:text/html,x"])(
    "does not follow %j",
    (link) => {
      expect(linkOf(link)).toBeNull();
    },
  );
});

describe("evidenceLink", () => {
  it("leads to where the numbers of a request can be seen", () => {
    expect(evidenceLink("GET /api/v1/traces?outcome=failure")).toEqual({
      to: "/traces?outcome=failure",
      page: true,
    });
  });

  it.each(["", "POST /api/v1/changes", "GET https://elsewhere.example/api/v1/traces"])(
    "does not follow %j",
    (query) => {
      expect(evidenceLink(query)).toBeNull();
    },
  );
});
