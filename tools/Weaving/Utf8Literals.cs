using System.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Keelson.Tools.Weaving;

/// <summary>
/// Turns the literal parts of interpolated log lines from string objects in UTF-16 into bytes in UTF-8: a call of
/// <c>TextLine.AppendLiteral(string)</c> becomes one of <c>TextLine.AppendUtf8(in byte, int)</c>. C# offers a handler
/// of interpolated strings no other form than <c>string</c>, and half of those bytes are zero.
/// </summary>
internal sealed class Utf8Literals
{
    private const string HandlerName = "TextLine";
    private const string LiteralMethod = "AppendLiteral";
    private const string BytesMethod = "AppendUtf8";

    private readonly ModuleDefinition _module;
    private readonly Utf8Data _data;

    private Utf8Literals(ModuleDefinition module, Utf8Data data)
    {
        _module = module;
        _data = data;
    }

    /// <summary>Rewrites every method of a module.</summary>
    /// <returns>Literals rewritten.</returns>
    public static int Rewrite(ModuleDefinition module, Utf8Data data) =>
        module
            .GetTypes()
            .ToArray()
            .SelectMany(type => type.Methods)
            .Where(method => method.HasBody)
            .Sum(new Utf8Literals(module, data).Rewrite);

    private int Rewrite(MethodDefinition method)
    {
        int count = 0;
        // Short branches may have to reach further afterwards; what still is short is made so again below.
        method.Body.SimplifyMacros();
        ILProcessor processor = method.Body.GetILProcessor();
        foreach (Instruction load in method.Body.Instructions.ToArray())
        {
            if (
                load
                is not {
                    OpCode.Code: Code.Ldstr,
                    Next:
                    { Operand: MethodReference { Name: LiteralMethod, DeclaringType.Name: HandlerName } callee } call
                }
            )
            {
                continue;
            }

            byte[] bytes = Encoding.UTF8.GetBytes((string)load.Operand);
            load.OpCode = OpCodes.Ldsflda;
            load.Operand = _data.Field((string)load.Operand, bytes);
            processor.InsertBefore(call, processor.Create(OpCodes.Ldc_I4, bytes.Length));
            call.Operand = _module.ImportReference(
                callee.DeclaringType.Resolve().Methods.Single(one => one.Name == BytesMethod)
            );
            count++;
        }

        method.Body.OptimizeMacros();
        return count;
    }
}
