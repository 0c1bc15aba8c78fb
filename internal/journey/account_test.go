package journey_test

import (
	"archive/zip"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/demo"
)

// What a holder looks after at /account, without a script.
func TestAHolderLooksAfterTheAccount(t *testing.T) {
	d := start(t)
	phone, laptop := d.signedIn(t, "holder"), d.signedIn(t, "holder")
	open := laptop.expect(laptop.get("/account/sessions"), http.StatusOK)
	if n := strings.Count(open.body, `class="card-title"`); n != 2 {
		t.Fatalf("%d sessions are listed:\n%s", n, plain(open.body))
	}
	laptop.expect(laptop.post("/account/sessions", "session", "others"), http.StatusSeeOther)
	if got := phone.get("/account"); got.location != "/login?next=%2Faccount" {
		t.Errorf("an ended session: %s", said(got))
	}

	d.Clock.Set(d.Clock.Now().Add(11 * time.Minute))
	for _, path := range []string{"/account/phone", "/account/export", "/account/close"} {
		if got := laptop.get(path); !strings.HasPrefix(got.location, "/account/confirm?next=") {
			t.Errorf("%s long after signing in: %s", path, said(got))
		}
	}
	before := laptop.cookie("yinxin_session")
	laptop.expect(laptop.post("/account/confirm", "current", "wrong", "next", "/account/phone"), http.StatusUnprocessableEntity)
	got := laptop.expect(laptop.post("/account/confirm", "current", demo.Password, "next", "//elsewhere.example"), http.StatusSeeOther)
	if got.location != "/account" || laptop.cookie("yinxin_session") == before {
		t.Errorf("after confirming: %s, and the session moved: %t", said(got), laptop.cookie("yinxin_session") != before)
	}
	if got := d.visitor(t).get("/account", "Cookie", "yinxin_session="+before); got.status != http.StatusSeeOther {
		t.Errorf("the token from before: %s", said(got))
	}
}

func TestTheDataOfAHolder(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	v.endorse(v.endorsable("建造师"))
	files := unzipped(t, v.expect(v.post("/account/export"), http.StatusOK).body)
	var data struct {
		Account      struct{ Username, Phone string }
		Certificates []struct {
			Qualification string
			Copies        []struct{ Scenario string }
		}
		Trail []struct{ Action string } `json:"audit_trail"`
	}
	if err := json.Unmarshal([]byte(files["data.json"]), &data); err != nil {
		t.Fatal(err)
	}
	copies := 0
	for _, c := range data.Certificates {
		copies += len(c.Copies)
	}
	if data.Account.Username != "holder" || data.Account.Phone == "" || len(data.Certificates) < 2 || copies == 0 || len(data.Trail) == 0 {
		t.Errorf("%+v", data)
	}
	for name, content := range files {
		if strings.Contains(content, "$argon2id$") || !strings.Contains(content, "建造师") {
			t.Errorf("%s has a secret, or not the certificates", name)
		}
	}
	v.expect(v.get("/language?to=en"), http.StatusSeeOther)
	english := unzipped(t, v.expect(v.post("/account/export"), http.StatusOK).body)["data.html"]
	for page, words := range map[string][]string{
		files["data.html"]: {"<td>有效</td>", "<td>电子证书</td>", "居民身份证 1199", "<td>可用</td>", "<td>导出本人数据</td>", "<td>登录</td>"},
		english:            {"<td>In force</td>", "<td>17 May 1988</td>", "<td>Exported the own data</td>", "<td>Signed in</td>"},
	} {
		for _, word := range words {
			if !strings.Contains(page, word) {
				t.Errorf("no %s in\n%s", word, plain(page))
			}
		}
		if codes := regexp.MustCompile(`<td>([a-z]+[._a-z]*)</td>`).FindAllString(strings.Replace(page, "<td>holder</td>", "", 1), -1); codes != nil {
			t.Errorf("codes that nobody reads: %s", codes)
		}
	}
}

// unzipped are the files of an archive, by their names.
func unzipped(t *testing.T, body string) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range archive.File {
		content, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		all, err := io.ReadAll(content)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(all)
	}
	return files
}

func TestAnAccountIsClosed(t *testing.T) {
	d := start(t)
	v, elsewhere := d.signedIn(t, "holder"), d.signedIn(t, "holder")
	pdf := v.endorse(v.endorsable("建造师"))
	code := strings.Split(pdf, "/")[2]
	v.expect(v.post("/account/close", "confirm", "other", "withdraw", "yes"), http.StatusUnprocessableEntity)
	v.expect(v.get(pdf), http.StatusOK)
	got := v.expect(v.post("/account/close", "confirm", " Holder ", "withdraw", "yes"), http.StatusSeeOther)
	v.expect(v.get(got.location), http.StatusOK)
	for _, gone := range []*visitor{v, elsewhere} {
		if got := gone.get("/account"); got.location != "/login?next=%2Faccount" {
			t.Errorf("after closing: %s", said(got))
		}
	}
	v.expect(v.post("/login", "username", "holder", "password", demo.Password), http.StatusUnprocessableEntity)
	if got := v.expect(v.get("/v/"+code), http.StatusOK); !strings.Contains(got.body, "已撤回") {
		t.Errorf("the copy:\n%s", plain(got.body))
	}
}
