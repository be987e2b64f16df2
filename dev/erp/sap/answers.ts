import { json, text, type Answer, type Refusal } from "../dialect"

const escaped = (value: string): string => value.replace(/[<&>]/g, (sign) => `&#${sign.charCodeAt(0)};`)

const errorJson = (code: string, message: string) => ({
  error: {
    code,
    message: { lang: "en", value: message },
    innererror: { transactionid: "63A1F1C0F1A10060E006", errordetails: [] },
  },
})

const errorXml = (code: string, message: string): string =>
  `<?xml version="1.0" encoding="utf-8"?><error xmlns="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata">` +
  `<code>${code}</code><message xml:lang="en">${escaped(message)}</message></error>`

/** Errors as SAP words them: every second one in XML, whatever was asked for, as they come from different layers. */
export class SapErrors {
  private told = 0

  answer(status: number, code: string, message: string): Answer {
    this.told += 1
    if (this.told % 2 === 0) return text(status, "application/xml;charset=utf-8", errorXml(code, message))
    return json(status, errorJson(code, message))
  }

  refuse(refusal: Refusal): Answer {
    switch (refusal) {
      case "401":
        return unauthorised
      case "429":
        return json(429, spikeArrest)
      case "500":
        return this.answer(500, "/IWFND/CM_MGW/500", "An internal error occurred: CX_SY_NO_HANDLER")
      case "503":
        return text(
          503,
          "text/html",
          "<html><body><h1>503 Service Unavailable</h1>ICM: no free work process</body></html>"
        )
      case "expired-place":
        return this.answer(410, "/IWBEP/CM_MGW_RT/410", "The skip token is no longer valid")
    }
  }
}

const spikeArrest = {
  fault: {
    faultstring:
      "Spike arrest violation. Allowed rate : MessageRate{messagesPerPeriod=5, periodInMicroseconds=1000000}",
    detail: { errorcode: "policies.ratelimit.SpikeArrestViolation" },
  },
}

export const unauthorised: Answer = {
  status: 401,
  headers: {
    "content-type": "text/html;charset=utf-8",
    "www-authenticate": 'Basic realm="SAP NetWeaver Application Server [S4H/100]"',
  },
  body: "<html><head><title>Logon Error Message</title></head><body><h1>Logon failed</h1><p>401 Unauthorized</p></body></html>",
}
