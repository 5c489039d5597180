# Parses an access log as Fluentd's parser of type "regexp" does: prints the number of lines, or those that do not parse.
require 'time'

EXPRESSION = /^(?<ip>[^ ]+) \[(?<time>[^\]]+)\] "(?<method>[^ "]+) (?<path>[^ "]+) (?<protocol>[^ "]+)" (?<code>\d{3}) "host: (?<host>[^"]+)" "size: (?<size>\d+|-)" "referrer: (?<referrer>[^"]+)" "user-agent: (?<agent>[^"]+)"$/
TIME_FORMAT = '%d/%b/%Y:%H:%M:%S %z'

def parses?(line)
  record = EXPRESSION.match(line)
  record && Time.strptime(record[:time], TIME_FORMAT)
rescue ArgumentError
  false
end

lines = File.readlines(ARGV[0], chomp: true, encoding: 'UTF-8')
wrong = lines.reject { |line| parses?(line) }
puts wrong.empty? ? lines.size : wrong
exit wrong.empty? ? 0 : 1
