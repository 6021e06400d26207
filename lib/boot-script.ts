/**
 * The one inline script, run before the first paint, so that pages can stay the same for everyone and still show a chosen
 * theme, the method used last and the right shortcut. Content-Security-Policy allows it by its hash: whoever hashes it must
 * hash this constant, byte for byte.
 */
export const bootScript = `(function(d,e,m){try{e=localStorage.getItem("theme");if(e==="light"||e==="dark")d.dataset.theme=e}catch(_){}try{m=/(?:^|; )foyer\\.last-method=(passkey|google|github|microsoft-entra-id|oidc|email)(?:;|$)/.exec(document.cookie);if(m)d.dataset.lastMethod=m[1]}catch(_){}if(/Mac|iPhone|iPad/.test(navigator.platform))d.dataset.platform="mac"})(document.documentElement)`;
