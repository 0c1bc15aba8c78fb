package config

import (
	"errors"
	"fmt"
	"net/netip"
)

// Watches are about certificates that organisations watch.
type Watches struct {
	Days int `key:"days"` // that a watch by data lasts
	Most int `key:"most"` // watches of one organisation
}

// Webhooks say where events may be sent.
type Webhooks struct {
	Ports    []int          `key:"ports"`    // that addresses may name; 0 for any
	Networks []netip.Prefix `key:"networks"` // reached though they are not public
}

func (c Config) checkWatches() error {
	var faults []error
	if c.Watches.Days < 1 || c.Watches.Days > 3660 {
		faults = append(faults, fmt.Errorf("watches.days: %d; set it from 1 to 3660", c.Watches.Days))
	}
	if c.Watches.Most < 1 || c.Watches.Most > 1_000_000 {
		faults = append(faults, fmt.Errorf("watches.most: %d; set it from 1 to 1000000", c.Watches.Most))
	}
	if len(c.Webhooks.Ports) == 0 {
		faults = append(faults, errors.New("webhooks.ports: empty; name 443 at least"))
	}
	for _, port := range c.Webhooks.Ports {
		if port < 0 || port > 65535 {
			faults = append(faults, fmt.Errorf("webhooks.ports: %d is no port", port))
		}
	}
	return errors.Join(faults...)
}
