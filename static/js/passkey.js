// A button that has the browser sign with a passkey, puts the answer into a hidden field and sends its form.
// Inputs: data-passkey (what to sign, as JSON), data-passkey-into (the id of the field). Without scripts it stays hidden.
for (const button of document.querySelectorAll("[data-passkey]")) {
  button.hidden = !window.PublicKeyCredential;
  button.addEventListener("click", async () => {
    try {
      const answer = await window.webauthnJSON.get(JSON.parse(button.dataset.passkey));
      document.getElementById(button.dataset.passkeyInto).value = JSON.stringify(answer);
      button.form.requestSubmit();
    } catch {
      button.focus(); // broken off by the person: the other ways stay open
    }
  });
}
