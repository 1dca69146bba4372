using System.Text.Json;
using Gexia.Cli.Bench;
using Gexia.Cpu;

namespace Gexia.Tests.Cli;

public class BenchTests
{
    [Fact]
    public void Json_holds_the_machine_and_a_row_for_each_name()
    {
        var result = CliResult.Run("bench", "--quick", "--threads", "1", "--only", "rows/add", "--only", "attention", "--json");
        Assert.Equal(0, result.Code);
        var machine = result.Json.GetProperty("machine");
        Assert.Equal(1, machine.GetProperty("threads").GetInt32());
        foreach (var key in (string[])["processor", "simd", "caches", "system", "runtime"])
            Assert.Equal(JsonValueKind.String, machine.GetProperty(key).ValueKind);
        Assert.True(machine.GetProperty("peak_gflops").GetDouble() > 0 && machine.GetProperty("triad_gb_per_second").GetDouble() > 0);
        var rows = result.Json.GetProperty("rows").EnumerateArray().ToDictionary(row => row.GetProperty("name").GetString()!);
        Assert.Equal(["attention/iam-2", "attention/vit-16", "rows/add"], rows.Keys.Order(StringComparer.Ordinal));
        Assert.All(rows.Values, row => Assert.True(row.GetProperty("rate").GetDouble() > 0 && row.GetProperty("spread").GetDouble() >= 0));
        Assert.True(rows["attention/vit-16"].TryGetProperty("share_of_peak", out _));
        Assert.False(rows["rows/add"].TryGetProperty("share_of_peak", out _));      // what it computes is not its limit
    }

    [Fact]
    public void Scalar_code_says_so_and_the_table_is_markdown_when_asked()
    {
        var text = CliResult.Run("bench", "--quick", "--threads", "1", "--simd", "scalar", "--only", "machine", "--markdown").Out;
        Assert.Contains("simd Scalar", text);
        Assert.Matches(@"\| machine/peak \|.*\| GFLOP/s \|", text);
    }

    [Theory]
    [InlineData("gemn", "'gemm'")]
    [InlineData("gemm/squar", "'gemm/square'")]
    public void An_unknown_name_gets_the_nearest_known_one(string name, string nearest) =>
        Assert.Contains(nearest, CliResult.Run("bench", "--only", name).OneErrorLine(2));

    [Theory]
    [InlineData("--simd", "avx1024")]
    [InlineData("--threads", "0")]
    public void An_impossible_setting_is_refused(string option, string value) => CliResult.Run("bench", option, value).OneErrorLine(2);

    [Fact]
    public void Cancellation_ends_with_130()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        CliResult.RunWith("", source.Token, "bench", "--quick", "--only", "rows/add").OneErrorLine(130);
    }

    [Fact]
    public void Names_are_unique_and_every_group_can_be_chosen()
    {
        var all = BenchSuite.Choose([]);
        Assert.Equal(all.Count, all.Select(one => one.FullName).Distinct().Count());
        Assert.Equal(all, all.Select(one => one.Group).Distinct().SelectMany(group => BenchSuite.Choose([group])), (a, b) =>
            a.FullName == b.FullName);
    }

    [Fact]
    public void A_summary_is_the_median_and_half_the_distance_of_the_quartiles() =>
        Assert.Equal(new Summary(30, 10.0 / 30), Summary.Of([50, 10, 30, 40, 20]));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_chain_counts_the_operations_of_every_thread_and_lane(int threads)
    {
        using var limit = CpuThreads.Limit(threads);
        using var forced = Simd.Force(SimdLevel.Scalar);
        Assert.Equal(0.02 * threads, FmaChain.Run(), 12);
    }
}
