-- Creates orders: every second caller is known already, every request has its own key.
local cookie, csrf, run = os.getenv("BENCH_COOKIE"), os.getenv("BENCH_CSRF"), os.getenv("BENCH_RUN")
local n = 0
function request()
  n = n + 1
  local headers = { cookie = cookie, ["x-csrf-token"] = csrf, ["content-type"] = "application/json",
                    ["idempotency-key"] = run .. "-" .. n }
  local body = string.format('{"type":"repair","channel":"phone","customer":{"name":"客户%d","phone":"139%08d"},' ..
    '"site":{"region":"990101","address":"长兴路%d号"},"items":[{"category":"ac","service":"repair"}],' ..
    '"described":"空调不制冷，外机在转"}', n, (n * 7919) % 20000, n % 900)
  return wrk.format("POST", nil, headers, body)
end
