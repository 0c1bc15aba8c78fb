package journey_test

import (
	"testing"
	"time"
)

// Custodians' and administrators' pages, held to what every page promises.
func TestSealsAndCatalogueAsTheirReadersSeeThem(t *testing.T) {
	d := start(t)
	for i, m := range []manner{{"desk", 1280, "zh-CN", false, true}, {"tablet", 820, "en", true, false}, {"phone", 390, "zh-CN", false, true}} {
		t.Run(m.name, func(t *testing.T) {
			b := d.browse(t, m)
			ahead := time.Duration(i-1) * 30 * time.Second // a one-time password is good once
			b.open("/console/seals")
			b.signIn("custodian1")
			b.enter("code", d.digits(t, "custodian1", ahead))
			b.press(`main form button`)
			b.inspect("seals")
			b.press(`.seal-card a`)
			b.inspect("seal")
			b.open("/console/seals/new")
			b.press(`main form button`)
			b.inspect("seal-refused")
			b.open("/console/seals/demo-seal-1/freeze")
			b.inspect("seal-freeze")
			b.open("/console/seals/demo-seal-1/retire")
			b.inspect("seal-retire")
			b.signOut()

			b.open("/console/catalogue")
			b.signIn("administrator")
			b.enter("code", d.digits(t, "administrator", ahead))
			b.press(`main form button`)
			b.inspect("catalogue")
			b.press(`main form button`)
			b.inspect("catalogue-refused")
		})
	}
}
