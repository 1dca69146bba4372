using System.Text.Json;
using Gexia.Cli;

namespace Gexia.Tests.Cli;

public class JsonTextTests
{
    [Fact]
    public void A_long_value_is_handed_over_in_pieces_while_it_is_written()
    {
        var output = new Pieces();
        var handedOver = 0;
        JsonText.WriteObject(output, json =>
        {
            json.WriteStartArray("texts");
            for (var i = 0; i < 100_000; i++) json.WriteStringValue($"grüße 🐈 {i}");
            handedOver = output.Text.Length;
            json.WriteEndArray();
        });
        Assert.True(handedOver > 1_000_000, $"only {handedOver} characters were handed over before the end");
        Assert.InRange(output.Longest, 1, 100_000);
        var texts = JsonDocument.Parse(output.Text.ToString()).RootElement.GetProperty("texts");
        Assert.Equal(100_000, texts.GetArrayLength());
        for (var i = 0; i < 100_000; i += 1111) Assert.Equal($"grüße 🐈 {i}", texts[i].GetString());       // no letter was cut at a border
        Assert.EndsWith("}\n", output.Text.ToString());
    }

    [Fact]
    public void One_text_may_be_longer_than_a_piece()
    {
        var output = new Pieces();
        var text = new string('ä', 500_000);
        JsonText.WriteLine(output, json => json.WriteStringValue(text));
        Assert.Equal($"\"{text}\"\n", output.Text.ToString());
    }

    [Fact]
    public void Nothing_of_a_short_value_is_written_that_cannot_be_finished()
    {
        var output = new Pieces();
        Assert.Throws<InvalidDataException>(() => JsonText.WriteObject(output, json =>
        {
            json.WriteNumber("a", 1);
            throw new InvalidDataException("b");
        }));
        Assert.Equal("", output.Text.ToString());
    }

    private sealed class Pieces : StringWriter
    {
        public Pieces() => NewLine = "\n";

        public int Longest { get; private set; }

        public System.Text.StringBuilder Text => GetStringBuilder();

        public override void Write(char[] buffer, int index, int count)
        {
            Longest = Math.Max(Longest, count);
            base.Write(buffer, index, count);
        }
    }
}
