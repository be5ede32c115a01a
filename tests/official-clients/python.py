"""Signs in with Logto's own client for Python, does what its guide shows, and prints what came of it as JSON.

    .venv/bin/python python.py '{"endpoint": …, "appId": …, "appSecret": …, "username": …, "resource": …}'
"""

import asyncio
import json
import sys

from logto import LogtoClient, LogtoConfig, Storage, UserInfoScope

from browser import walk

CALLBACK = "http://localhost:3000/callback"


class Memory(Storage):
    def __init__(self):
        self.values = {}

    def get(self, key):
        return self.values.get(key)

    def set(self, key, value):
        self.values[key] = value

    def delete(self, key):
        self.values.pop(key, None)


async def main(given):
    resource, organization = given["resource"], given["organization"]
    storage = Memory()
    config = LogtoConfig(
        endpoint=given["endpoint"],
        appId=given["appId"],
        appSecret=given["appSecret"],
        resources=[resource],
        scopes=[
            UserInfoScope.email,
            UserInfoScope.customData,
            UserInfoScope.organizations,
            "read",
            "write",
            "read:report",
        ],
    )
    client = LogtoClient(config, storage)
    url = await client.signIn(CALLBACK)
    typed = {"username": given["username"], "password": "password"}
    await client.handleSignInCallback(walk(url, typed))
    opaque = await client.getAccessToken()
    first = await client.getAccessToken(resource)
    kept = await client.getAccessToken(resource)
    storage.delete("accessTokenMap")
    refreshed = await client.getAccessToken(resource)
    await client.getAccessToken()
    said = {
        "authenticated": client.isAuthenticated(),
        "idToken": client.getIdTokenClaims().model_dump(exclude_unset=True),
        "userinfo": (await client.fetchUserInfo()).model_dump(exclude_unset=True),
        "opaqueLength": len(opaque),
        "keptUntilItExpires": first == kept,
        "refreshedIsAnother": first != refreshed,
        "accessToken": (await client.getAccessTokenClaims(resource)).model_dump(exclude_unset=True),
        "organizationToken": (await client.getOrganizationTokenClaims(organization)).model_dump(exclude_unset=True),
    }
    said["afterSignOut"] = walk(await client.signOut("http://localhost:3000/"), {})
    said["stillAuthenticated"] = client.isAuthenticated()
    print(json.dumps(said))


asyncio.run(main(json.loads(sys.argv[1])))
