using Gexia.Io;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

public class WeightsListingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Tensors_are_listed_by_name_and_hostile_names_are_escaped()
    {
        var weights = new Dictionary<string, Tensor> { ["b"] = Tensor.Zeros([2, 3]), ["a[red]\u001b[2J"] = Tensor.Zeros([4]) };
        SafeTensorsWriter.Write(folder.File("w.safetensors"), weights, new Dictionary<string, string> { ["note"] = "x\u001b[2Jy" });

        var json = CliResult.Run("info", "--weights", folder.File("w.safetensors"), "--json").Json;
        Assert.Equal(10, json.GetProperty("elements").GetInt64());
        Assert.Equal(
            ["a[red]\u001b[2J", "b"],
            json.GetProperty("tensors").EnumerateArray().Select(tensor => tensor.GetProperty("name").GetString()));

        var text = CliResult.Run("info", "--weights", folder.File("w.safetensors")).Out;
        Assert.Contains("a[red]\\u{1B}[2J", text);
        Assert.Contains("[2, 3]", text);
        Assert.DoesNotContain('\u001b', text);
    }

    [Fact]
    public void A_file_that_is_no_safetensors_is_bad_input()
    {
        var path = Written("w.safetensors", "not weights");
        Assert.Contains(path, CliResult.Run("info", "--weights", path).OneErrorLine(3));
    }

    private string Written(string name, string text)
    {
        File.WriteAllText(folder.File(name), text);
        return folder.File(name);
    }
}
