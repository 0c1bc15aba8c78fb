package journey_test

import (
	"net/http"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/demo"
	"yinxin.example/yinxin/internal/person"
)

const password = "a good long password"

// register sends the form and returns the answer; fields are pairs that take
// the place of the newcomer's.
func (v *visitor) register(username string, fields ...string) answer {
	v.t.Helper()
	form := map[string]string{
		"name": newcomerName, "id_type": string(person.ResidentCard), "id_number": newcomerNumber,
		"username": username, "password": password, "phone": newcomerPhone,
	}
	for i := 0; i+1 < len(fields); i += 2 {
		form[fields[i]] = fields[i+1]
	}
	var pairs []string
	for name, value := range form {
		pairs = append(pairs, name, value)
	}
	return v.post("/register", pairs...)
}

// registered opens the newcomer's account and agrees to the notice. It returns
// the recovery code shown.
func (v *visitor) registered(username string, fields ...string) string {
	v.t.Helper()
	if got := v.expect(v.register(username, fields...), http.StatusSeeOther); got.location != "/registered" {
		v.t.Fatalf("registering leads to %s", got.location)
	}
	code := v.recoveryCode("/registered")
	v.expect(v.post("/notice", "agree", "yes"), http.StatusSeeOther)
	return code
}

// recoveryCode is the first of those that a page shows, once.
func (v *visitor) recoveryCode(path string) string {
	v.t.Helper()
	shown := v.expect(v.get(path), http.StatusOK)
	_, after, found := strings.Cut(shown.body, `keep-codes figures"><li>`)
	if !found {
		v.t.Fatalf("no recovery code:\n%s", plain(shown.body))
	}
	code, _, _ := strings.Cut(after, "<")
	v.expect(v.get(path), http.StatusSeeOther) // shown once
	return code
}

func (v *visitor) seesCertificates() bool {
	v.t.Helper()
	return len(v.expect(v.get("/certificates"), http.StatusOK).links("/certificates/[^/]+")) > 0
}

func TestRegisteringProvesThePerson(t *testing.T) {
	d := start(t)
	v := d.visitor(t)
	v.registered("newcomer")
	if v.seesCertificates() {
		t.Fatal("a name and a number alone show certificates")
	}
	id := string(d.certificateOf(t, "holder", "建造师"))
	if got := v.get("/certificates/" + id); got.status != http.StatusNotFound {
		t.Errorf("another's certificate, before the code: %d", got.status)
	}
	v.expect(v.post("/claim", "code", "000000"), http.StatusUnprocessableEntity)
	if v.seesCertificates() {
		t.Fatal("a wrong code shows certificates")
	}
	if got := v.expect(v.post("/claim", "resend", "yes"), http.StatusSeeOther); got.location != "/claim?again=1" {
		t.Errorf("another code: %s", got.location)
	}
	v.expect(v.post("/claim", "code", d.lastCode(t, newcomerPhone)), http.StatusSeeOther)
	if !v.seesCertificates() {
		t.Error("the right code shows nothing")
	}
}

// Whatever is typed, the answer is the same: who is in the register, and with
// which telephone, cannot be asked here.
func TestRegisteringTellsNothing(t *testing.T) {
	d := start(t)
	var first answer
	for i, person := range [][]string{
		nil,                                 // in the register
		{"name", "傅思雨"},                     // another name for the number
		{"id_number", "119999199001010012"}, // not in the register
		{"id_number", "119945198805178925", "name", "林若溪"}, // has an account that is proven
	} {
		v := d.visitor(t)
		got := v.register("newcomer"+string(rune('a'+i)), person...)
		v.recoveryCode("/registered")
		v.expect(v.post("/notice", "agree", "yes"), http.StatusSeeOther)
		claim := v.expect(v.get("/claim"), http.StatusOK)
		shown := answer{status: got.status, location: got.location, body: plain(strings.ReplaceAll(claim.body, "傅思雨", newcomerName))}
		shown.body = strings.ReplaceAll(shown.body, "林若溪", newcomerName)
		if i == 0 {
			first = shown
			continue
		}
		if shown.status != first.status || shown.location != first.location || shown.body != first.body {
			t.Errorf("%v is answered unlike one in the register:\n%s\n%s", person, shown.body, first.body)
		}
		if v.seesCertificates() {
			t.Errorf("%v sees certificates", person)
		}
	}
}

func TestRegistrationFormsAreRefusedFieldByField(t *testing.T) {
	d := start(t)
	for field, values := range map[string][]string{
		"name":      {"", "  "},
		"id_number": {"", "119981197503111751", "123"},
		"id_type":   {"", "学生证"},
		"username":  {"", "ab", "holder", "<script>"},
		"password":  {"", "short"},
		"phone":     {"", "123", "1990000810x"},
	} {
		for _, value := range values {
			got := d.visitor(t).register("newcomer", field, value)
			if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `href="#`+field+`"`) {
				t.Errorf("%s = %q: %d, or no way to the field", field, value, got.status)
			}
			if strings.Contains(got.body, password) {
				t.Errorf("%s = %q: the password is sent back", field, value)
			}
			if field != "name" && !strings.Contains(got.body, newcomerName) {
				t.Errorf("%s = %q: what was typed is lost", field, value)
			}
		}
	}
}

func TestWrongCodesAreThrottled(t *testing.T) {
	d := start(t)
	v := d.visitor(t)
	v.registered("newcomer")
	right := d.lastCode(t, newcomerPhone)
	wrong := "000000"
	if right == wrong {
		wrong = "000001"
	}
	for range 5 {
		v.expect(v.post("/claim", "code", wrong), http.StatusUnprocessableEntity)
	}
	if got := v.post("/claim", "code", right); got.status == http.StatusSeeOther {
		t.Error("the right code still works after five wrong ones")
	}
	status := 0
	for range 20 {
		status = v.post("/claim", "code", wrong).status
	}
	if status != http.StatusTooManyRequests {
		t.Errorf("after 26 wrong codes: %d", status)
	}
	if v.seesCertificates() {
		t.Error("guessing shows certificates")
	}
}

func TestWrongPasswordsAreThrottled(t *testing.T) {
	d := start(t)
	v := d.visitor(t)
	for range 10 {
		v.expect(v.post("/login", "username", "holder", "password", "wrong password"), http.StatusUnprocessableEntity)
	}
	got := v.post("/login", "username", "holder", "password", demo.Password)
	if got.status != http.StatusTooManyRequests {
		t.Errorf("the eleventh attempt: %d", got.status)
	}
	unknown := v.post("/login", "username", "nobody", "password", "wrong password")
	known := v.post("/login", "username", "history", "password", "wrong password")
	if plain(unknown.body) != plain(strings.ReplaceAll(known.body, "history", "nobody")) || unknown.status != known.status {
		t.Error("a user name that does not exist is answered unlike one that does")
	}
}

// A second account for a document displaces nobody: whoever proved to be the
// person keeps the certificates, and is told.
func TestSecondRegistrationDisplacesNobody(t *testing.T) {
	d := start(t)
	first := d.visitor(t)
	first.registered("first")
	first.expect(first.post("/claim", "code", d.lastCode(t, newcomerPhone)), http.StatusSeeOther)

	second := d.visitor(t)
	second.registered("second", "phone", "19911112222")
	d.toldOf(t, newcomerPhone, "再次注册")
	got := second.post("/claim", "code", d.lastCode(t, newcomerPhone))
	if got.status != http.StatusUnprocessableEntity || second.seesCertificates() {
		t.Errorf("the second account gets in: %d", got.status)
	}
	if !first.seesCertificates() {
		t.Error("the first account has lost its certificates")
	}
}

func TestRecoveryByCode(t *testing.T) {
	d := start(t)
	old := d.signedIn(t, "holder")
	v := d.visitor(t)
	asked := v.expect(v.post("/recover", "step", "ask", "username", "holder"), http.StatusSeeOther)
	unknown := d.visitor(t).post("/recover", "step", "ask", "username", "nobody")
	if unknown.status != asked.status || unknown.location != asked.location {
		t.Error("a user name that does not exist is answered unlike one that does")
	}
	if form := v.get(asked.location); form.value("username") != "holder" {
		t.Errorf("the user name is not carried on:\n%s", plain(form.body))
	}
	phone := "19900007963"
	v.expect(v.post("/recover", "step", "reset", "username", "holder", "code", "000000", "password", password), http.StatusUnprocessableEntity)
	done := v.post("/recover", "step", "reset", "username", "holder", "code", d.lastCode(t, phone), "password", password)
	v.expect(done, http.StatusSeeOther)
	if got := v.get(done.location); !strings.Contains(got.body, "恢复码还剩 0 个") {
		t.Errorf("after a recovery:\n%s", plain(got.body))
	}
	if got := old.get("/certificates"); got.status != http.StatusSeeOther {
		t.Errorf("a session from before: %d", got.status)
	}
	v.expect(v.post("/login", "username", "holder", "password", demo.Password), http.StatusUnprocessableEntity)
	v.signIn("holder", password)
}

func TestRecoveryByRecoveryCode(t *testing.T) {
	d := start(t)
	v := d.visitor(t)
	first := v.registered("newcomer")
	reset := func(code, password string) answer {
		return d.visitor(t).post("/recover", "step", "reset", "username", "newcomer", "code", code, "password", password)
	}
	v.expect(reset(first, "another good password"), http.StatusSeeOther)
	d.visitor(t).signIn("newcomer", "another good password")
	v.expect(reset(first, "a third good password"), http.StatusUnprocessableEntity)
	v.expect(reset("AAAA-BBBB-CCCC-DDDD", "a third good password"), http.StatusUnprocessableEntity)
}
