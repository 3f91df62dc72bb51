package respond

import (
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"
)

const noStore = "no-store"

// Class says who may keep a successful answer, and what else belongs to it. The zero Class is kept by nobody.
type Class struct {
	cacheControl string
	tagged       bool     // carries an ETag and answers If-None-Match
	secret       bool     // the address grants something
	finished     bool     // the same for everybody as long as the public data stays: Finished keeps it
	parameters   []string // of the query, that the answer depends on
}

// Private is the class of what nobody may keep.
func Private() Class { return Class{} }

// Public is the class of pages that are the same for everybody: kept by all, asked about each time.
func Public() Class {
	return Class{cacheControl: "public, max-age=0, must-revalidate", tagged: true, finished: true}
}

// Kept is the class of answers that may be used for a time without asking.
func Kept(fresh time.Duration) Class {
	return Class{cacheControl: "public, max-age=" + retryAfter(fresh), tagged: true, finished: true}
}

// Secret is the class of pages whose address holds a token: not kept, not indexed, not told to the next site.
func Secret() Class { return Class{secret: true} }

// By names the parameters of the query that the answer depends on; the others do not count.
func (class Class) By(parameters ...string) Class {
	class.parameters = slices.Sorted(slices.Values(parameters))
	return class
}

// MadeAnew is a class whose answers the site itself does not keep: there are too many addresses, or something else
// keeps what is dear about them.
func (class Class) MadeAnew() Class {
	class.finished = false
	return class
}

// Set makes the class that of a route; it stands before the handler in the route table.
func (class Class) Set(c *gin.Context) {
	Of(c).Class = class
	if class.secret {
		// Not no-referrer: with that, forms come with "Origin: null", which the cross-origin check refuses in browsers
		// without Sec-Fetch-Site. To other sites, same-origin says as little.
		c.Header("Referrer-Policy", "same-origin")
		c.Header("X-Robots-Tag", "noindex")
	}
}

// setCaching says who may keep the answer, and reports whether it may be asked about by its ETag.
func (r *Responder) setCaching(c *gin.Context, found bool) (tagged bool) {
	class := Of(c).Class
	reading := c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead
	if !found || !reading || class.cacheControl == "" {
		c.Header("Cache-Control", noStore)
		return false
	}
	c.Header("Cache-Control", class.cacheControl)
	return class.tagged
}
