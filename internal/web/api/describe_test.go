package api_test

import (
	"net/http"
	"os"
	"testing"

	"yinxin.example/yinxin/internal/web/api"
)

func TestTheDescriptionIsThatOfTheCode(t *testing.T) {
	want, err := api.Describe()
	if err != nil {
		t.Fatal(err)
	}
	committed, err := os.ReadFile("openapi.json")
	if err != nil || string(committed) != string(want) {
		t.Errorf("openapi.json is not current: run go generate in this folder (%v)", err)
	}
	_, p := begin(t)
	p.token = ""
	got := p.expect(p.ask(http.MethodGet, "/openapi.json", ""), 200)
	if got.body != string(want) {
		t.Error("another description is served")
	}
}
