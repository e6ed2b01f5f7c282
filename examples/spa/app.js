// A page without a server of its own: signing in is the library's business, showing is ours.
const at = (id) => document.getElementById(id);
if (!globalThis.oidc) at("notice").textContent = "oidc-client-ts is not installed: see the README.";
const { UserManager, WebStorageStateStore } = globalThis.oidc;
const home = new URL("./", document.baseURI).href;

// Where the issuer and the API are. An app of your own would have this in its build.
const settings = await (await fetch("settings.json")).json();

const users = new UserManager({
  authority: settings.issuer,
  client_id: settings.client_id,
  redirect_uri: `${home}callback`,
  post_logout_redirect_uri: home,
  scope: settings.scope,
  loadUserInfo: true, // the ID token says who came, userinfo what they are called
  // With a refresh token, a minute before the access token expires; no hidden frame, no cookie.
  automaticSilentRenew: true,
  // Signing out ends the grant, too: a copied refresh token is worth nothing afterwards.
  revokeTokensOnSignout: true,
  // For this tab, until it is closed. Any script on this page can read it: see the README.
  userStore: new WebStorageStateStore({ store: sessionStorage }),
});

let renewals = 0;

// Nothing is believed of it here: the library has verified the ID token, the API its own.
function claimsOf(token) {
  const octets = atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"));
  const text = new TextDecoder().decode(Uint8Array.from(octets, (one) => one.charCodeAt(0)));
  return JSON.stringify(JSON.parse(text), null, 2);
}

function show(user) {
  at("person").textContent = user ? user.profile.name ?? user.profile.sub : "Nobody is signed in.";
  at("inside").hidden = at("sign-out").hidden = !user;
  at("sign-in").hidden = Boolean(user);
  at("orders").replaceChildren();
  at("id-token").textContent = user ? claimsOf(user.id_token) : "";
  at("access-token").textContent = user ? claimsOf(user.access_token) : "";
  at("renewals").textContent = String(renewals);
}

async function askApi() {
  const { access_token } = await users.getUser();
  const answer = await fetch(`${settings.api}/orders`, {
    headers: { Authorization: `Bearer ${access_token}` },
  });
  if (answer.status !== 200) return answer.status;
  const { orders } = await answer.json();
  at("orders").replaceChildren(...orders.map((order) => {
    const line = document.createElement("li");
    line.textContent = `${order.id}: ${order.item}, ${order.state}`;
    return line;
  }));
  return 200;
}

async function showOrders() {
  // Refused before its time: signed out elsewhere, or outdated. A new token settles which.
  let status = await askApi();
  if (status === 401 && await renew()) status = await askApi();
  at("notice").textContent = status === 200 ? "" : `The API answered ${status}.`;
}

async function renew() {
  try {
    return await users.signinSilent();
  } catch (error) {
    if (error.error === "invalid_grant") await users.removeUser();
    else at("notice").textContent = `The tokens were not renewed: ${error.message}`;
    return null;
  }
}

async function comeBack() {
  if (!location.search) return;
  try {
    if (location.pathname.endsWith("/callback")) {
      await users.signinCallback(); // checks state, redeems the code, verifies the ID token
    } else {
      await users.signoutCallback();
    }
  } catch (error) {
    at("notice").textContent = `That did not work: ${error.error ?? error.message}`;
  }
  history.replaceState(null, "", home); // a code has no business in the address bar
}

users.events.addUserLoaded((user) => { renewals += 1; show(user); });
users.events.addUserUnloaded(() => show(null));
users.events.addSilentRenewError((error) => {
  if (error.error === "invalid_grant") users.removeUser();
});
at("sign-in").addEventListener("click", () => users.signinRedirect());
at("sign-out").addEventListener("click", () => users.signoutRedirect());
at("ask").addEventListener("click", showOrders);
at("renew").addEventListener("click", renew);

await comeBack();
renewals = 0;
show(await users.getUser());
