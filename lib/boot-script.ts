/**
 * The one inline script, run before the first paint, so that pages can stay the same for everyone and still show a chosen
 * theme, the method used last and the right shortcut, and so that a press of the one button that only scripts can answer is not lost
 * while they are on their way (components/auth/passkey-trigger.tsx). Content-Security-Policy allows it by its hash: whoever hashes it must
 * hash this constant, byte for byte.
 */
export const bootScript = `(function(d,e,m){try{e=localStorage.getItem("theme");if(e==="light"||e==="dark")d.dataset.theme=e}catch(_){}try{m=/(?:^|; )foyer\\.last-method=(passkey|google|github|microsoft-entra-id|oidc|email)(?:;|$)/.exec(document.cookie);if(m)d.dataset.lastMethod=m[1]}catch(_){}if(/Mac|iPhone|iPad/.test(navigator.platform))d.dataset.platform="mac";addEventListener("click",function(p){if(p.target.closest&&(p=p.target.closest("[data-method=passkey]")))d.dataset.pressed=p.id},true)})(document.documentElement)`;
