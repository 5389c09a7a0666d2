/* Passkeys: the browser makes or shows one, and the form of the page carries the answer.
   A region with data-passkey="make" or "show" holds a form with a field named credential and a
   button; the page's options stand in #passkey-options, or are asked of the form's own address.
   Without scripts the form is sent empty, and the server says why that does not do. */
(() => {
  "use strict";

  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) =>
      one.charCodeAt(0),
    );
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");
  const known = (list = []) => list.map((one) => ({ ...one, id: bytes(one.id) }));

  const told = (credential) => {
    const { response } = credential;
    const said = { clientDataJSON: text(response.clientDataJSON) };
    if (response.attestationObject) {
      said.attestationObject = text(response.attestationObject);
      said.transports = response.getTransports?.() ?? [];
    } else {
      said.authenticatorData = text(response.authenticatorData);
      said.signature = text(response.signature);
      said.userHandle = response.userHandle ? text(response.userHandle) : null;
    }
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment,
      clientExtensionResults: credential.getClientExtensionResults(),
      response: said,
    };
  };

  const make = async (options, form) => {
    const asked = options.creation_options.publicKey;
    const alone = form.elements.passwordless?.checked ?? false;
    const choice = { ...asked.authenticatorSelection };
    choice.residentKey = alone ? "required" : "discouraged";
    choice.requireResidentKey = alone;
    if (alone) choice.userVerification = "required";
    return navigator.credentials.create({
      publicKey: {
        ...asked,
        authenticatorSelection: choice,
        challenge: bytes(asked.challenge),
        user: { ...asked.user, id: bytes(asked.user.id) },
        excludeCredentials: known(asked.excludeCredentials),
      },
    });
  };

  const show = async (options) => {
    const asked = options.request_options.publicKey;
    return navigator.credentials.get({
      publicKey: {
        ...asked,
        challenge: bytes(asked.challenge),
        allowCredentials: known(asked.allowCredentials),
      },
    });
  };

  const optionsOf = async (form) => {
    const here = document.getElementById("passkey-options");
    if (here) return JSON.parse(here.textContent);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.json();
  };

  if (!window.PublicKeyCredential) return;
  for (const region of document.querySelectorAll("[data-passkey]")) {
    const form = region.querySelector("form");
    const failed = region.querySelector("[data-passkey-failed]");
    form.addEventListener("submit", async (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      failed.hidden = true;
      try {
        const options = await optionsOf(form);
        const act = region.dataset.passkey === "make" ? make : show;
        form.elements.credential.value = JSON.stringify(told(await act(options, form)));
        delete form.dataset.sent;
        form.requestSubmit();
      } catch {
        window.dispatchEvent(new Event("pageshow")); // the form can be sent again
        failed.hidden = false;
        failed.focus();
      }
    });
  }
})();
