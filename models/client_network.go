package models

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"strings"

	"gorm.io/gorm"
)

// clientKey is an address in a form whose order is that of addresses: 32 hexadecimal digits. IPv4 addresses lie in
// ::ffff:0:0/96 (RFC 4291, 2.5.5.2). Empty for what is no address.
func clientKey(addr netip.Addr) string {
	if !addr.IsValid() {
		return ""
	}
	bytes := addr.WithZone("").As16()
	return hex.EncodeToString(bytes[:])
}

// clientRange reads an address or a network such as 203.0.113.0/24 or 2001:db8::/48 (RFC 4632, RFC 4291) and returns
// the keys of its first and its last address.
func clientRange(text string) (first, last string, ok bool) {
	text = strings.TrimSpace(text)
	addr, err := netip.ParseAddr(text)
	if err == nil {
		key := clientKey(addr)
		return key, key, true
	}
	network, err := netip.ParsePrefix(text)
	if err != nil {
		return "", "", false
	}
	bits := network.Bits()
	if network.Addr().Is4() {
		bits += 96 // of ::ffff:0:0
	}
	bytes := network.Masked().Addr().As16()
	first = hex.EncodeToString(bytes[:])
	for i := range bytes {
		switch covered := bits - 8*i; {
		case covered <= 0:
			bytes[i] = 0xff
		case covered < 8:
			bytes[i] |= 0xff >> covered
		}
	}
	return first, hex.EncodeToString(bytes[:]), true
}

// fillClientKeys gives the pledges of an earlier version the key of their address.
func fillClientKeys(db *gorm.DB) error {
	var rows []struct{ ID, ClientIP string }
	err := db.Model(&pledgeRow{}).Where("client_ip <> '' AND client_key = ''").Select("id, client_ip").Scan(&rows).Error
	if err != nil {
		return fmt.Errorf("read client addresses: %w", err)
	}
	for _, row := range rows {
		addr, err := netip.ParseAddr(row.ClientIP)
		if err != nil {
			continue // not written by this program
		}
		err = db.Exec("UPDATE pledges SET client_key = ? WHERE id = ?", clientKey(addr), row.ID).Error
		if err != nil {
			return fmt.Errorf("store client key: %w", err)
		}
	}
	return nil
}
