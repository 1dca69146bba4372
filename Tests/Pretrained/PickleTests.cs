using System.Text;
using Gexia.Data.Weights;
using Gexia.Data.Weights.Pickle;

namespace Gexia.Tests.Pretrained;

/// <summary>Pickles that weights do not need are refused, each with its reason; none of them can run anything.</summary>
public class PickleTests
{
    private const string Storage = "(X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u0004tQ";

    [Theory]
    [InlineData("cos\nsystem\n(X\u0002\0\0\0lstR.", "names 'os.system'")]
    [InlineData("c__builtin__\neval\n(X\u0001\0\0\01tR.", "names '__builtin__.eval'")]
    [InlineData("X\u0002\0\0\0osX\u0006\0\0\0system\u0093.", "names 'os.system'")]
    [InlineData("ctorch\nload\n.", "names 'torch.load'")]
    [InlineData("ctorch.storage\n_load_from_bytes\n.", "names 'torch.storage._load_from_bytes'")]
    [InlineData("(ios\nsystem\n.", "uses the operation 0x69")]
    [InlineData("(cos\nsystem\no.", "names 'os.system'")]
    [InlineData("c__torch__.a\nM\n(tR.", "calls '__torch__.a.M'")]
    [InlineData("ccollections\nOrderedDict\n)\u0081.", "makes an object of what is no TorchScript class")]
    [InlineData("}K\u0001R.", "calls what is no known function")]
    [InlineData("h\u0005.", "recalls value 5")]
    [InlineData("t.", "misses a mark")]
    [InlineData("0.", "takes a value where there is none")]
    [InlineData("(0.", "takes a value where there is none")]
    [InlineData("}}.", "ends with 2 values")]
    [InlineData("}", "ends 1 bytes early")]
    [InlineData("X\u00ff\u00ff\u00ff\u007fa.", "holds a text of")]
    [InlineData("\u008a\u0009123456789.", "whole number of 9 bytes")]
    [InlineData("}}Ns.", "key that is neither")]
    [InlineData("}(K\u0001u.", "a key without a value")]
    [InlineData("K\u0001Q.", "refers to what is no storage")]
    public void Refused(string program, string reason) =>
        Assert.Contains(reason, Assert.Throws<WeightsException>(() => Read(program)).Message);

    [Theory]
    [InlineData("K\0(K\u0005t(K\u0001t", "reaches element 4 of a storage of 4")]
    [InlineData("K\u0002(K\u0003t(K\u0001t", "reaches element 4")]
    [InlineData("K\0(K\u0002t(K\u0009t", "reaches element 9")]
    [InlineData("K\0(J\u00ff\u00ff\u00ff\u007fJ\u00ff\u00ff\u00ff\u007fJ\u00ff\u00ff\u00ff\u007ft(K\0K\0K\0t", "overflows 64 bits")]
    [InlineData("K\0(J\u00ff\u00ff\u00ff\u00fft(K\u0001t", "no whole number of 0 or more")]
    [InlineData("K\0(K\u0004t(K\u0001K\u0001t", "1 extents and 2 strides")]
    public void A_view_must_stay_inside_its_storage(string view, string reason) =>
        Assert.Contains(
            reason, Assert.Throws<WeightsException>(() => Read($"ctorch._utils\n_rebuild_tensor_v2\n({Storage}{view}tR.")).Message);

    [Fact]
    public void Lists_that_contain_themselves_and_laughing_billions_end()
    {
        Assert.IsType<PickleSequence>(Read("]q\0h\0a."));
        // Objects 50 levels deep, each holding the one below twice: 2⁵⁰ paths to one empty object.
        var program = new StringBuilder("c__torch__\nM\n)\u0081q\0");
        program.Append("}X\u0001\0\0\0eNsb0");
        for (var level = 1; level < 50; level++)
        {
            program.Append(
                $"c__torch__\nM\n)\u0081}}(X\u0001\0\0\0ah{(char)(level - 1)}X\u0001\0\0\0bh{(char)(level - 1)}ubq{(char)level}0");
        }
        program.Append($"h{(char)49}.");
        var value = Read(program.ToString());
        Assert.Contains(
            "refers to more than", Assert.Throws<WeightsException>(() => PickleTensors.Collect("x", value, new PickleLimits())).Message);
    }

    [Fact]
    public void An_object_inside_itself_is_refused()
    {
        var value = Read("c__torch__\nM\n)\u0081q\0}X\u0001\0\0\0ah\0sb.");
        Assert.Contains("in itself", Assert.Throws<WeightsException>(() => PickleTensors.Collect("x", value, new PickleLimits())).Message);
    }

    [Fact]
    public void Limits_on_memo_and_stack_hold()
    {
        var limits = new PickleLimits { Memo = 3, Stack = 10 };
        Assert.Contains("remembers more than 3", Assert.Throws<WeightsException>(() => Read("}q\0q\u0001q\u0002q\u0003.", limits)).Message);
        Assert.Contains("stacks more than 10", Assert.Throws<WeightsException>(() => Read(new string('}', 11) + ".", limits)).Message);
        Assert.Contains("stacks more than 10", Assert.Throws<WeightsException>(() => Read(new string('(', 11) + ".", limits)).Message);
    }

    private static PickleValue Read(string program, PickleLimits? limits = null) =>
        PickleReader.Read("x", [0x80, 2, .. Encoding.Latin1.GetBytes(program)], limits ?? new PickleLimits());
}
