using Keelson.Tools.Language;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Keelson.Tools.Weaving;

/// <summary>
/// Makes a list of a method that only tells a number's text, as <c>error switch { ... => "..."u8 }</c>: the compiler
/// makes four instructions of each text and an entry of a jump table, where a list takes one byte for its end
/// (portable, <c>Text/TextList.cs</c>).
/// </summary>
internal sealed class TextLists
{
    private const string ListType = "Keelson.Text.TextList";
    private const string ListMethod = "At";

    /// <summary>Below it a switch is as small.</summary>
    private const int MinimumTexts = 4;

    private readonly ModuleDefinition _module;
    private readonly Utf8Data _data;
    private readonly MethodReference _at;

    private TextLists(ModuleDefinition module, Utf8Data data, MethodDefinition at)
    {
        _module = module;
        _data = data;
        _at = module.ImportReference(at);
    }

    /// <returns>Methods rewritten.</returns>
    public static int Rewrite(ModuleDefinition module, Utf8Data data, IReadOnlyList<ModuleDefinition> program)
    {
        if (program.Select(one => one.GetType(ListType)).FirstOrDefault(one => one is not null) is not { } list)
        {
            return 0;
        }

        TextLists lists = new(module, data, list.Methods.Single(one => one.Name == ListMethod));
        return module.GetTypes().ToArray().SelectMany(type => type.Methods).Count(lists.Rewrite);
    }

    private bool Rewrite(MethodDefinition method)
    {
        if (ToldTexts.Of(method) is not { } texts || texts.Count < MinimumTexts)
        {
            return false;
        }

        byte[] list = [.. texts.SelectMany(text => (byte[])[.. text, 0])];
        SequencePoint? first = method.DebugInformation.SequencePoints.FirstOrDefault();
        method.Body.Instructions.Clear();
        method.Body.Variables.Clear();
        method.DebugInformation.SequencePoints.Clear();
        method.DebugInformation.Scope = null;
        ILProcessor il = method.Body.GetILProcessor();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Conv_U4);
        il.Emit(OpCodes.Ldsflda, _data.Field("texts " + Convert.ToHexString(list), list));
        il.Emit(OpCodes.Ldc_I4, list.Length);
        il.Emit(OpCodes.Call, _at);
        il.Emit(OpCodes.Ret);
        if (first is not null)
        {
            method.DebugInformation.SequencePoints.Add(
                new SequencePoint(method.Body.Instructions[0], first.Document)
                {
                    StartLine = first.StartLine,
                    StartColumn = first.StartColumn,
                    EndLine = first.EndLine,
                    EndColumn = first.EndColumn,
                }
            );
        }

        return true;
    }
}
