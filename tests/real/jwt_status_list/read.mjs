// Another implementation of Token Status List reads what a token of ours says of itself: it finds
// the places that the token names, fetches the lists, and tells what became of each.

import { getListFromStatusListJWT, getStatusListFromJWT } from "@sd-jwt/jwt-status-list";
import { createRemoteJWKSet, jwtVerify, decodeJwt } from "jose";

const { issuer, token } = JSON.parse(process.argv[2]);
const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));

async function statusAt({ idx, uri }) {
  const answer = await fetch(uri, { headers: { Accept: "application/statuslist+jwt" } });
  const text = await answer.text();
  const { payload, protectedHeader } = await jwtVerify(text, keys, {
    typ: "statuslist+jwt",
    subject: uri,
    requiredClaims: ["iat", "exp", "sub"],
  });
  return {
    status: getListFromStatusListJWT(text).getStatus(idx),
    bits: payload.status_list.bits,
    ttl: payload.ttl,
    type: answer.headers.get("content-type"),
    algorithm: protectedHeader.alg,
  };
}

const own = await statusAt(getStatusListFromJWT(token));
const ofClient = decodeJwt(token).status.client_status_list;
console.log(JSON.stringify({ own, client: ofClient ? await statusAt(ofClient) : null }));
