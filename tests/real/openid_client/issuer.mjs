// What every client does first: discovery, by the issuer alone.

import { createRemoteJWKSet, jwtVerify } from "jose";
import * as client from "openid-client";

const METHODS = {
  default: undefined, // whatever the library does when it is told a secret and nothing else
  client_secret_basic: client.ClientSecretBasic,
  client_secret_post: client.ClientSecretPost,
  none: client.None,
};

export const discover = ({ issuer, clientId, clientSecret, authentication }) =>
  client.discovery(
    new URL(issuer),
    clientId,
    clientSecret,
    METHODS[authentication]?.(clientSecret),
    // The signature of an ID token that came straight from the issuer may go unchecked: not here.
    { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] },
  );

// As an API does it (RFC 9068 section 4).
export const verifiedAccessToken = async (config, accessToken, audience) => {
  const { issuer, jwks_uri: keys } = config.serverMetadata();
  const expected = { issuer, audience, typ: "at+jwt" };
  return (await jwtVerify(accessToken, createRemoteJWKSet(new URL(keys)), expected)).payload;
};
