// node log_in.mjs REQUEST: a whole sign-in with openid-client, told nothing but the issuer and
// the client's own registration. REQUEST is JSON; so is the answer on standard output.

import * as client from "openid-client";
import { Browser } from "./browser.mjs";
import { discover, verifiedAccessToken } from "./issuer.mjs";

const request = JSON.parse(process.argv[2]);
const config = await discover(request);

const checks = {
  pkceCodeVerifier: client.randomPKCECodeVerifier(),
  expectedState: client.randomState(),
  expectedNonce: client.randomNonce(),
  idTokenExpected: true,
};
const question = client.buildAuthorizationUrl(config, {
  redirect_uri: request.redirectUri,
  scope: request.scope,
  state: checks.expectedState,
  nonce: checks.expectedNonce,
  code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
  code_challenge_method: "S256",
});

const browser = new Browser();
const chooser = await browser.open(question);
const provider = await browser.click(chooser, request.connection);
const answer = await browser.press(provider, "login", request.login, request.redirectUri);

const tokens = await client.authorizationCodeGrant(config, new URL(answer.url), checks);
const claims = tokens.claims();
const report = {
  idToken: claims,
  accessToken: await verifiedAccessToken(config, tokens.access_token, request.audience),
  userinfo: await client.fetchUserInfo(config, tokens.access_token, claims.sub),
  expiresIn: tokens.expiresIn(),
};
process.stdout.write(JSON.stringify(report));
