package client_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"yinxin.example/yinxin/client"
)

// A server of the example's own, in place of https://yinxin.example.
func answering(status int, contentType, body string) *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
}

// An authority's program delivers a file and learns its number.
func ExampleClient_CreateDelivery() {
	server := answering(http.StatusCreated, "application/json", `{"id":"d1","number":"2026-117","state":"checking"}`)
	defer server.Close()

	c, err := client.New(server.URL, client.WithKey("yinxin_…"))
	if err != nil {
		fmt.Println(err)
		return
	}
	file := client.File{Name: "certificates.csv", Content: strings.NewReader("…")}
	d, err := c.CreateDelivery(context.Background(), file, "", client.Named("2026-spring-1"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(d.Number, d.State)
	// Output: 2026-117 checking
}

// A list is read page by page while one goes through it.
func ExampleClient_ListDeliveries() {
	server := answering(http.StatusOK, "application/json", `{"deliveries":[{"number":"2026-118"},{"number":"2026-117"}]}`)
	defer server.Close()

	c, err := client.New(server.URL, client.WithKey("yinxin_…"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for d, err := range c.ListDeliveries(context.Background()) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(d.Number)
	}
	// Output:
	// 2026-118
	// 2026-117
}

// What the server refuses is told apart by its reason.
func ExampleError() {
	server := answering(http.StatusForbidden, "application/problem+json",
		`{"status":403,"title":"Forbidden","reason":"scope_needed","detail":"This API key lacks the permission seals:read."}`)
	defer server.Close()

	c, err := client.New(server.URL, client.WithKey("yinxin_…"), client.WithLanguage("en"))
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = c.ListSeals(context.Background())
	var refused *client.Error
	if errors.As(err, &refused) && refused.Reason == "scope_needed" {
		fmt.Println(refused.Detail)
	}
	// Output: This API key lacks the permission seals:read.
}

// Whoever receives webhooks verifies each one before looking at it.
func ExampleVerifyWebhook() {
	const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" // as it was shown once; kept with the other secrets
	receive := func(w http.ResponseWriter, r *http.Request, now time.Time) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		if err != nil || client.VerifyWebhook(secret, r.Header, body, now) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}

	for _, body := range []string{`{"test": 2432232314}`, `{"test": 2432232315}`} {
		r := httptest.NewRequest(http.MethodPost, "/yinxin", strings.NewReader(body))
		r.Header.Set("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
		r.Header.Set("webhook-timestamp", "1614265330")
		r.Header.Set("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
		w := httptest.NewRecorder()
		receive(w, r, time.Unix(1614265330, 0))
		fmt.Println(w.Code)
	}
	// Output:
	// 204
	// 400
}

// An organisation asks whether somebody has the certificate they say they have.
func ExampleClient_CheckData() {
	server := answering(http.StatusOK, "application/json", `{"answers":[
		{"outcome":"found","certificate":{"qualification":"注册城乡规划师","authority":"示例人事考试中心"},"standing":{"state":"revoked","since":"2026-05-01"}},
		{"outcome":"not_found"}]}`)
	defer server.Close()

	c, err := client.New(server.URL, client.WithKey("yinxin_…"))
	if err != nil {
		fmt.Println(err)
		return
	}
	said, err := c.CheckData(context.Background(), []client.Question{
		{DocumentNumber: "119945198805178925", Name: "林若溪", Number: "20260001"},
		{DocumentNumber: "119945198805178925", Name: "林若溪", Number: "20260002"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, a := range said.Answers {
		if a.Outcome != "found" {
			fmt.Println(a.Outcome)
			continue
		}
		fmt.Println(a.Certificate.Qualification, a.Standing.State, a.Standing.Since)
	}
	// Output:
	// 注册城乡规划师 revoked 2026-05-01
	// not_found
}
