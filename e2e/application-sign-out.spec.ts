import { expect } from "./support/browser.ts";
import { enter, signIn } from "./support/people.ts";
import { arrived, test } from "./support/product.ts";

const asked = { name: "Sign out of everything?" };
const out = { name: "You are signed out" };

test.beforeEach(async ({ page, context, product }) => {
  await enter(context, await signIn());
  await page.goto(`${product.url}/sign-in`);
  await arrived(page, product);
});

test("someone stays signed in, and the product finds them so", async ({ page, product }) => {
  await page.getByRole("link", { name: "Sign out" }).click();
  await page.getByRole("link", { name: "Stay signed in" }).click();
  await page.goto(`${product.url}/sign-in?prompt=none`);
  await arrived(page, product);
});

test("someone who signed out in Foyer is out of the product when it next looks", async ({ page, product }) => {
  await page.goto("/oidc/logout");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", out)).toBeVisible();
  await page.goto(product.url);
  await expect(page.getByRole("alert")).toContainText("invalid_grant");
  await page.reload();
  await expect(page.getByRole("alert")).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Sign in" })).toBeVisible();
});

test("someone signs out for a product that names no way back", async ({ page, product }) => {
  await page.goto(`/oidc/logout?client_id=${product.application.id}`);
  await expect(page.getByText("The product asks to sign you out here.")).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", out)).toBeVisible();
  await page.goto("/account");
  await expect(page).toHaveURL(/sign-in\/continue/);
});

test("someone signs out for a product that does not say who it is, and is sent nowhere", async ({ page, product }) => {
  await page.goto(`/oidc/logout?${new URLSearchParams({ post_logout_redirect_uri: `${product.url}/`, state: "s" })}`);
  await expect(page.getByText("An application asks to sign you out here.")).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", out)).toBeVisible();
});

for (const [what, tail] of [
  ["another address", "elsewhere"],
  ["a query", "?more=1"],
] as const) {
  test(`a product that wants people back at ${what} gets an error page, and they are still in`, async ({
    page,
    product,
  }) => {
    const { id } = product.application;
    await page.goto(
      `/oidc/logout?${new URLSearchParams({ client_id: id, post_logout_redirect_uri: `${product.url}/${tail}` })}`,
    );
    await expect(page.getByRole("heading", { name: "The application’s request is not whole" })).toBeVisible();
    await page.goto(`${product.url}/sign-in?prompt=none`);
    await arrived(page, product);
  });
}

test("someone who is signed out already is back in the product, with the state it sent", async ({
  page,
  context,
  product,
}) => {
  await context.clearCookies({ name: "foyer.session" });
  await page.goto(
    `/oidc/logout?${new URLSearchParams({
      client_id: product.application.id,
      post_logout_redirect_uri: `${product.url}/`,
      state: "where-i-was",
    })}`,
  );
  await expect(page).toHaveURL(`${product.url}/?state=where-i-was`);
});

test("a page that nobody asked to sign out on says where that begins", async ({ page }) => {
  await page.goto("/oauth/sign-out");
  await expect(page.getByRole("heading", asked)).toHaveCount(0);
  await expect(page.getByText("Signing out starts in the application")).toBeVisible();
});
