// The page knows no tokens, no issuer and no API: it asks its own server, and its cookie, which
// scripts cannot read, goes along by itself.
const at = (id) => document.getElementById(id);
const ours = { "X-Orders-Page": "1" }; // says that no other page caused this request

async function ask(path, options = {}) {
  const answer = await fetch(path, { ...options, headers: ours });
  return { status: answer.status, body: await answer.json() };
}

function show(person) {
  at("person").textContent = person ? person.name ?? person.sub : "Nobody is signed in.";
  at("sign-in").hidden = Boolean(person);
  at("sign-out").hidden = at("ask").hidden = !person;
  at("orders").replaceChildren();
}

at("ask").addEventListener("click", async () => {
  const { status, body } = await ask("/api/orders");
  if (status === 401) return show(null); // signed out elsewhere
  at("notice").textContent = status === 200 ? "" : `The API answered ${status}.`;
  at("orders").replaceChildren(...(body.orders ?? []).map((order) => {
    const line = document.createElement("li");
    line.textContent = `${order.id}: ${order.item}, ${order.state}`;
    return line;
  }));
});

at("sign-out").addEventListener("click", async () => {
  const { body } = await ask("/logout", { method: "POST" });
  location.assign(body.location);
});

const error = new URLSearchParams(location.search).get("error");
if (error) at("notice").textContent = `You are not signed in: ${error}`;
history.replaceState(null, "", "/");
const { status, body } = await ask("/session");
show(status === 200 ? body : null);
