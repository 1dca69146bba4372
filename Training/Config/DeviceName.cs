using System.Globalization;

namespace Gexia.Training.Config;

/// <summary>
/// What a device is called, in configurations and on the command line: <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>, <c>opencl</c> or
/// <c>opencl:1</c>, <c>ilgpu-cpu</c>, or <c>auto</c> for the best there is.
/// </summary>
public static class DeviceName
{
    /// <summary>The processor.</summary>
    public const string Cpu = "cpu";

    /// <summary>The first CUDA device that can be used, else the first GPU of OpenCL's, else the processor.</summary>
    public const string Auto = "auto";

    /// <summary>Names without a number.</summary>
    public static IReadOnlyList<string> Words { get; } = [Cpu, "cuda", "opencl", "ilgpu-cpu", Auto];

    /// <summary>What may be said, for messages.</summary>
    public const string Forms = "cpu, cuda, cuda:N, opencl, opencl:N, ilgpu-cpu or auto";

    /// <summary>Whether a text has the form of a name; whether there is such a device is another question.</summary>
    public static bool IsWellFormed(string text)
    {
        if (Words.Contains(text)) return true;
        var parts = text.Split(':');
        return parts is ["cuda" or "opencl", var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }
}
