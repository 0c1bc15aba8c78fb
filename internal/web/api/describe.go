package api

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
)

// document is the description before any operation is in it.
func document() *huma.OpenAPI {
	return &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title: "印信 Yinxin", Version: "1",
			Description: "What an authority's own programs do: deliver certificates, find them, and propose changes; " +
				"and what organisations that check do: look certificates up by data, file and code. " +
				"What needs a second person is approved at the console, never by a key. " +
				"Dates are civil dates of Beijing (YYYY-MM-DD), instants are RFC 3339.",
		},
		Servers: []*huma.Server{{URL: "/"}},
		Components: &huma.Components{SecuritySchemes: map[string]*huma.SecurityScheme{
			"key": {Type: "http", Scheme: "bearer", Description: "An API key, made by an authority's administrator at /console/keys, or by an organisation at /check/keys."},
		}},
		Tags: []*huma.Tag{
			{Name: "key", Description: "The caller's own key"},
			{Name: "deliveries", Description: "数据批次"}, {Name: "certificates", Description: "证书"},
			{Name: "changes", Description: "变更"}, {Name: "catalogue", Description: "资格目录"},
			{Name: "seals", Description: "电子印章"}, {Name: "proposals", Description: "待复核事项"}, {Name: "audit", Description: "审计记录"},
			{Name: "checks", Description: "查验"}, {Name: "batches", Description: "批量核验"},
			{Name: "watches", Description: "关注（查验单位）"}, {Name: "webhooks", Description: "通知（查验单位）"},
		},
	}
}

// described is an operation as huma registers it.
func (r *routes) described(o operation) huma.Operation {
	op := huma.Operation{
		OperationID: o.id, Method: o.method, Path: Prefix + o.path, Tags: []string{o.tag}, Summary: o.summary, Description: o.about,
		Security:     []map[string][]string{{"key": {}}},
		MaxBodyBytes: -1, BodyReadTimeout: -1, // the guard has read the body
		Responses: map[string]*huma.Response{},
	}
	if o.rule.scope != "" {
		op.Security = []map[string][]string{{"key": {string(o.rule.scope)}}}
	}
	if o.rule.creates {
		if !o.rule.answers {
			op.DefaultStatus = http.StatusCreated
		}
		longest := maxName
		op.Parameters = append(op.Parameters, &huma.Param{
			Name: idempotencyHeader, In: "header",
			Description: "A name for this request, of your choosing. The same request sent again under it within 24 hours is not done again and is answered the same.",
			Schema:      &huma.Schema{Type: "string", MaxLength: &longest, Pattern: "^[!-~]+$"},
		})
	}
	problem := &huma.MediaType{Schema: r.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "Problem")}
	for _, status := range r.failures(o) {
		op.Responses[strconv.Itoa(status)] = &huma.Response{
			Description: http.StatusText(status), Content: map[string]*huma.MediaType{"application/problem+json": problem},
		}
	}
	return op
}

// failures are the statuses of an operation's problems.
func (r *routes) failures(o operation) []int {
	all := []int{
		http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity,
		http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable,
	}
	if o.method == http.MethodPost {
		all = append(all, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	return all
}

// file describes a response or a body that is a file.
func file(description string, types ...string) *huma.Response {
	r := &huma.Response{Description: description, Content: map[string]*huma.MediaType{}}
	for _, t := range types {
		r.Content[t] = &huma.MediaType{Schema: &huma.Schema{Type: "string", Format: "binary"}}
	}
	return r
}

// answer describes a response of JSON.
func answer[T any](r *routes, description string) *huma.Response {
	schema := r.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[T](), true, "")
	return &huma.Response{Description: description, Content: map[string]*huma.MediaType{"application/json": {Schema: schema}}}
}

// inPath describes the ID in an operation's path.
func inPath(name string) *huma.Param {
	return &huma.Param{Name: name, In: "path", Required: true, Schema: &huma.Schema{Type: "string"}}
}

// Describe makes the description of the interface from its code.
func Describe() ([]byte, error) {
	r := new(API).register(http.NewServeMux())
	text, err := json.MarshalIndent(r.huma.OpenAPI(), "", "  ")
	return append(text, '\n'), err
}
