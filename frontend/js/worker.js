// Shows what the desk tells a browser while no page is open. It keeps nothing and fetches nothing.
self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("push", (event) => {
  const told = event.data ? event.data.json() : {};
  event.waitUntil(self.registration.showNotification(told.title ?? "", {
    body: told.body ?? "",
    tag: told.tag ?? "",
    data: { url: told.url ?? "/desk/notices" },
  }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(goTo(new URL(event.notification.data.url, self.location.origin)));
});

async function goTo(address) {
  if (address.origin !== self.location.origin) return;
  const open = await self.clients.matchAll({ type: "window" });
  const page = open.find((one) => one.url === address.href);
  if (page) await page.focus();
  else await self.clients.openWindow(address.href);
}
