package config

import (
	"errors"
	"fmt"
	"path/filepath"
)

// HSM is the device that keeps keys of seals, by PKCS #11; without a module
// there is none.
type HSM struct {
	Module   string `key:"module"`   // the maker's library
	Token    string `key:"token"`    // label of the token
	Slot     int    `key:"slot"`     // number of its slot, instead of its label; NoSlot for none
	PINFile  string `key:"pin_file"` // "" takes the service manager's credential
	Sessions int    `key:"sessions"` // signatures at once
}

// NoSlot is a slot that is not set.
const NoSlot = -1

// mostSessions is beyond what devices have.
const mostSessions = 1024

func (h HSM) check() error {
	if h.Module == "" {
		if h.Token != "" || h.Slot != NoSlot || h.PINFile != "" {
			return errors.New("hsm.module: not set; name the device's PKCS #11 library, or take hsm out")
		}
		return nil
	}
	var faults []error
	if !filepath.IsAbs(h.Module) {
		faults = append(faults, fmt.Errorf("hsm.module: %q is no whole path; a library that is searched for can be another's", h.Module))
	}
	if (h.Token == "") == (h.Slot < 0) {
		faults = append(faults, errors.New("hsm: name the token by either token or slot"))
	}
	if h.Sessions < 1 || h.Sessions > mostSessions {
		faults = append(faults, fmt.Errorf("hsm.sessions: %d; set it from 1 to %d", h.Sessions, mostSessions))
	}
	return errors.Join(faults...)
}
