using System.Runtime.InteropServices;

namespace Gexia.Gpu;

/// <summary>Four numbers side by side: 16 bytes, which a GPU loads and stores as one.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct Float4(float x, float y, float z, float w)
{
    public readonly float X = x, Y = y, Z = z, W = w;
}
