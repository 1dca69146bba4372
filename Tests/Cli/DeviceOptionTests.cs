using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary>Where a verb computes: what may be said, what is there, and what is told where it is not.</summary>
public sealed class DeviceOptionTests : IDisposable
{
    private readonly TinyTraining tiny = new(steps: 2);

    public void Dispose() => tiny.Dispose();

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:one")]
    [InlineData("cpu:0")]
    [InlineData("cuda:0:1")]
    [InlineData("")]
    public void A_malformed_name_is_a_mistake_of_the_command_line(string name)
    {
        foreach (var arguments in (string[][])[tiny.Arguments("run"), ["eval", "run"], ["demo"]])
            Assert.Contains("--device takes cpu", CliResult.Run([.. arguments, "--device", name]).OneErrorLine(2));
    }

    [Theory]
    [InlineData("cuda:99")]
    [InlineData("opencl:99")]
    public void A_device_that_is_not_there_is_named_with_what_there_is(string name)
    {
        var error = CliResult.Run([.. tiny.Arguments("run"), "--device", name]).OneErrorLine(3);
        Assert.Contains(name, error);
        Assert.Contains(name.Split(':')[0] + ":0", error);
        Assert.False(Directory.Exists(tiny.File("run")));
    }

    [Fact]
    public void A_config_names_a_device_and_the_command_line_another()
    {
        Assert.Contains(
            "cuda:N", CliResult.Run([.. tiny.Arguments("run"), "--set", "device=gpu"]).OneErrorLine(3));
        var result = CliResult.Run([.. tiny.Arguments("run"), "--set", "device=cuda:99", "--device", "cpu", "--json"]);
        Assert.True(result.Code == 0, result.Error);
        Assert.Equal("cpu", result.Json.GetProperty("device").GetString());
        Assert.Equal(0, result.Json.GetProperty("fallbacks").GetInt64());
        Assert.Equal(0, CliResult.Run(["eval", tiny.File("run"), "--device", "auto", "--iter", "1-1", "-q"]).Code);
    }

    [Theory]
    [InlineData("bfloat16")]
    [InlineData("float16")]
    public void Less_than_float32_needs_a_gpu(string precision)
    {
        var error = CliResult.Run([.. tiny.Arguments("run"), "--set", $"training.precision={precision}"]).OneErrorLine(3);
        Assert.Contains(precision, error);
        Assert.Contains("needs a GPU", error);
        Assert.Contains("training.precision=float32", error);
    }

    [Fact]
    public void Devices_are_listed_for_people_and_for_scripts()
    {
        var devices = CliResult.Run("info", "--devices", "--json").Json.GetProperty("devices").EnumerateArray().ToArray();
        Assert.Equal("cpu", devices[0].GetProperty("name").GetString());
        Assert.All(devices, device =>
        {
            Assert.Equal(
                ["name", "kind", "index", "usable", "reason"], device.EnumerateObject().Select(property => property.Name));
            Assert.NotEmpty(device.GetProperty("reason").GetString()!);
        });
        Assert.Equal(
            ["cpu", "cuda", "opencl", "ilgpu-cpu"], devices.Select(device => device.GetProperty("kind").GetString()).Distinct());
        var table = CliResult.Run("info", "--devices").Out;
        Assert.All(devices, device => Assert.Contains(device.GetProperty("name").GetString()!, table));
    }

    [Fact]
    public void Packed_weights_are_for_the_processor()
    {
        tiny.Train("run");
        var error = CliResult.Run("eval", tiny.File("run"), "--weights", "int8", "--device", "ilgpu-cpu").OneErrorLine(3);
        Assert.Contains("int8", error);
        Assert.Contains("the processor", error);
    }
}
