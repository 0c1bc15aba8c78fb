// Package signin is how a person comes to be known: register, prove the
// person, sign in, agree to the notice, recover a lost password, and what an
// officer does when a telephone cannot help.
//
// Registering proves nothing. An account sees certificates only once it is
// claimed: by a one-time code sent to the mobile number delivered with the
// newest certificate of that document and name that has one, or by an officer
// who compared the document (ConfirmInPerson). What is typed into a form is
// answered alike whether or not such certificates exist; the two things told
// are that a user name is taken and, to someone who has shown the right code,
// that another account holds the document's claim.
//
// One document, one claim. Any number of accounts may register for a document
// but at most one is claimed: a second claim is refused with
// document_already_claimed, and only an officer moves a claim, openly: the
// account that loses it is told, signed out and audited.
//
// A telephone or mail address counts as confirmed once a code sent to it came
// back. Only to such a contact does recovery send a code; otherwise a recovery
// code, or an officer, sets a new password. A contact is changed by a code to the
// new one; the old one is told and can take that back for Limits.TakeBack.
//
// Sessions live a fixed time (Limits.HolderSession, Limits.StaffSession) from
// signing in, are kept by the SHA-256 of their token, and end together when a
// password is set anew.
//
// Staff have the duties of their role (May). Those whose word alone puts
// something into force show a second factor, too (NeedsSecondFactor; RFC 6238),
// and so does everyone who has turned one on; a session opened by a passkey has
// shown both (Admit). A session that has not shown it, and one whose password
// was set by another and not yet replaced, is good for that step and nothing
// else (NextStep). The session goes on under a new token once a step is done. A
// code is good once: the last step used is kept. The secret is offered by the
// session, drawn from its token, and kept only when a code has proven that an
// authenticator has it.
package signin
