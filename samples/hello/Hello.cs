using System.Runtime;
using Internal.Runtime;

static unsafe class Program
{
    [RuntimeExport("EfiMain")]
    static ulong EfiMain(nint image, byte* systemTable)
    {
        byte* conOut = *(byte**)(systemTable + 64);
        fixed (char* text = "Hello from C# on bare metal\r\n")
            return ((delegate* unmanaged<byte*, char*, ulong>)(*(nint*)(conOut + 8)))(conOut, text);
    }
    [RuntimeExport("KeelsonFailFast")]
    static void KeelsonFailFast(FailReason reason) { while (true) ; }
}
